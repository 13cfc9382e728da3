package dev.bzzz.git.ledger;

import dev.bzzz.core.Secret;
import dev.bzzz.git.http.Access;
import dev.bzzz.git.http.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * Logs git in with a token, at the hosts it is for and nowhere else. The token is asked for with
 * every connection and never written down. Safe for use by many threads.
 */
public final class GitLogin extends CredentialsProvider {
  /** Hosts that take tokens take any name with them. */
  private static final String USER = "bzzz";

  private final Secret token;
  private final Set<String> hosts = new TreeSet<>();
  private final HttpConnectionFactory connections;

  /**
   * A login.
   *
   * @param hosts names of the hosts that may get the token
   */
  public GitLogin(Secret token, Set<String> hosts) {
    this(token, hosts, new JDKHttpConnectionFactory());
  }

  private GitLogin(Secret token, Set<String> hosts, HttpConnectionFactory connections) {
    this.token = token;
    this.connections = connections;
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
  }

  /**
   * The same by connections that trust these certificates too.
   *
   * @param pem file of certificates in PEM form
   * @throws dev.bzzz.core.PermanentException if it holds none
   */
  public GitLogin certificates(Path pem) {
    TrustManager[] trusted = Trust.managers(pem);
    return new GitLogin(
        token,
        hosts,
        (Connections)
            (url, proxy) -> {
              HttpConnection connection = connections.create(url, proxy);
              try {
                connection.configure(null, trusted, null);
              } catch (GeneralSecurityException e) {
                throw new IOException("these certificates cannot be used: " + pem, e);
              }
              return connection;
            });
  }

  /** The same by connections through an HTTP proxy, {@code http://HOST:PORT}. */
  public GitLogin proxy(URI address) {
    Proxy through =
        new Proxy(
            Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(address.getHost(), address.getPort()));
    return new GitLogin(
        token, hosts, (Connections) (url, proxy) -> connections.create(url, through));
  }

  /** The same, telling every call by HTTP when it was answered; in the thread of the call. */
  public GitLogin listener(Consumer<Access> hears) {
    return new GitLogin(
        token,
        hosts,
        (Connections)
            (url, proxy) ->
                ToldConnection.of(
                    connections.create(url, proxy), Secret.fingerprint(token.value()), hears));
  }

  /** Makes a connection to a remote log in so. */
  public void prepare(Transport transport) {
    transport.setCredentialsProvider(this);
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(connections);
      if (mayGetToken(transport.getURI())) {
        // Or the host would be asked everything twice, first without. Another host that it
        // redirects to does not get it.
        http.setPreemptiveBasicAuthentication(USER, token.value());
      }
    }
  }

  private interface Connections extends HttpConnectionFactory {
    @Override
    default HttpConnection create(URL url) throws IOException {
      return create(url, Proxy.NO_PROXY);
    }
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username)
          && !(item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    if (!mayGetToken(uri) || !supports(items)) {
      return false;
    }
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username user) {
        user.setValue(USER);
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(token.value().toCharArray());
      }
    }
    return true;
  }

  private boolean mayGetToken(URIish uri) {
    return uri.getHost() != null && hosts.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /** Looks the token up again after the host has refused it. */
  @Override
  public void reset(URIish uri) {
    token.renewed(token.value());
  }
}
