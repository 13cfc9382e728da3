package dev.bzzz.git.ledger;

import dev.bzzz.core.Secret;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Logs git in with a token, at the hosts it is for and nowhere else. The token is asked for with
 * every connection and never written down. Safe for use by many threads.
 */
public final class GitLogin extends CredentialsProvider {
  /** Hosts that take tokens take any name with them. */
  private static final String USER = "bzzz";

  private final Secret token;
  private final Set<String> hosts = new TreeSet<>();

  /**
   * A login.
   *
   * @param hosts names of the hosts that may get the token
   */
  public GitLogin(Secret token, Set<String> hosts) {
    this.token = token;
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
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
    if (uri.getHost() == null
        || !hosts.contains(uri.getHost().toLowerCase(Locale.ROOT))
        || !supports(items)) {
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

  /** Looks the token up again after the host has refused it. */
  @Override
  public void reset(URIish uri) {
    token.renewed(token.value());
  }
}
