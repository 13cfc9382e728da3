package dev.bzzz.git.ledger;

import dev.bzzz.git.http.Access;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.eclipse.jgit.transport.http.HttpConnection;

/**
 * A connection of git that tells its call once, when the answer's status is asked for the first
 * time. Confined to one thread.
 */
final class ToldConnection implements InvocationHandler {
  private final HttpConnection connection;
  private final String token;
  private final Consumer<Access> hears;
  private final Instant begin = Instant.now();
  private final long beginNanos = System.nanoTime();
  private boolean told;

  private ToldConnection(HttpConnection connection, String token, Consumer<Access> hears) {
    this.connection = connection;
    this.token = token;
    this.hears = hears;
  }

  /**
   * The same connection, telling.
   *
   * @param token fingerprint of what logs in
   */
  static HttpConnection of(HttpConnection connection, String token, Consumer<Access> hears) {
    return (HttpConnection)
        Proxy.newProxyInstance(
            ToldConnection.class.getClassLoader(),
            new Class<?>[] {HttpConnection.class},
            new ToldConnection(connection, token, hears));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    boolean asks = method.getName().equals("getResponseCode");
    try {
      Object result = method.invoke(connection, arguments);
      if (asks) {
        tell(String.valueOf(result));
      }
      return result;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException failure) {
        tell(failure.getClass().getSimpleName());
      }
      throw e.getCause();
    }
  }

  private void tell(String answer) {
    if (told) {
      return;
    }
    told = true;
    long ms = Duration.ofNanos(System.nanoTime() - beginNanos).toMillis();
    try {
      URI url = connection.getURL().toURI();
      hears.accept(
          Access.of(begin, connection.getRequestMethod(), url, token).answered(answer, ms));
    } catch (URISyntaxException e) {
      throw new AssertionError("git has asked there", e);
    }
  }
}
