package dev.bzzz.core.claim;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * The work under one grant, as its claim sees it.
 *
 * @param token the grant
 * @param since when it started
 * @param head the finished commit, once there is one
 * @param objects where that commit is
 * @param failure why it came to nothing, once it did
 */
record Job(
    FencingToken token,
    Instant since,
    Optional<String> head,
    Optional<URI> objects,
    Optional<String> failure) {
  static Job started(FencingToken token, Instant now) {
    return new Job(token, now, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Job succeeded(String commit, URI where) {
    return new Job(token, since, Optional.of(commit), Optional.of(where), Optional.empty());
  }

  Job failed(String reason) {
    return new Job(token, since, Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  boolean running() {
    return head.isEmpty() && failure.isEmpty();
  }
}
