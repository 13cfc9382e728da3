package dev.bzzz.git.hooks;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Listens for webhooks, {@code POST /hooks/KIND}, by plain HTTP: what comes from other machines
 * belongs through a proxy that speaks TLS. A flood of them costs at most {@value #MAX_THREADS}
 * threads and as many bodies. Safe for use by many threads.
 */
public final class HookServer implements AutoCloseable {
  /** Most webhooks that are received at a time. */
  public static final int MAX_THREADS = 16;

  private static final String PATH = "/hooks";
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int IDLE_THREAD_MS = 30_000;
  private static final int IDLE_REQUEST_MS = 5_000;

  private final Javalin javalin;
  private final URI url;

  private HookServer(Javalin javalin, URI url) {
    this.javalin = javalin;
    this.url = url;
  }

  /**
   * Starts to listen.
   *
   * @param address of this machine; port 0 for any free one
   * @throws PermanentException if that cannot be listened at
   */
  public static HookServer start(InetSocketAddress address, HookReceiver receiver) {
    String host = address.getHostString();
    HookEndpoint endpoint = new HookEndpoint(receiver);
    Javalin javalin = Javalin.create(config -> configure(config, endpoint));
    try {
      javalin.start(host, address.getPort());
    } catch (JavalinException e) {
      javalin.stop();
      throw new PermanentException(
          "cannot listen for webhooks at "
              + host
              + ":"
              + address.getPort()
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "; see that it is an address of this machine, or choose another port, or 0 for any"
              + " free one",
          e);
    }
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return new HookServer(javalin, URI.create("http://" + shown + ":" + javalin.port() + PATH));
  }

  /** Where webhooks are sent, but for the kind: {@code http://HOST:PORT/hooks}. */
  public URI url() {
    return url;
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, HookEndpoint endpoint) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2, IDLE_THREAD_MS);
    threads.setName("bzzz-webhooks");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(HookServer::configure);
    config.routes.addHttpHandler(HandlerType.POST, PATH + "/{kind}", endpoint::receive);
    config.routes.exception(BzzzException.class, endpoint::failed);
  }

  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setIdleTimeout(IDLE_REQUEST_MS);
  }
}
