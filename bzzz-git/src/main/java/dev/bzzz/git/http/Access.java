package dev.bzzz.git.http;

import java.net.URI;
import java.time.Instant;

/**
 * One call to a host.
 *
 * @param at when it was made, by this machine's clock
 * @param verb such as {@code GET}
 * @param url where to, without a login and without values that could be secret
 * @param token fingerprint of the token that was sent, see {@link
 *     dev.bzzz.core.Secret#fingerprint}; {@code -} without one
 * @param answer the status, such as {@code 200}, or why there was none
 * @param ms how long it took, in milliseconds
 */
public record Access(Instant at, String verb, String url, String token, String answer, long ms) {
  /** What is not known, or was not there. */
  public static final String NONE = "-";

  /** A call whose answer is not known yet. */
  public static Access of(Instant at, String verb, URI url, String token) {
    return new Access(at, verb, Transport.logged(url), token, NONE, 0);
  }

  /** The same call with its answer. */
  public Access answered(String what, long millis) {
    return new Access(at, verb, url, token, what, millis);
  }
}
