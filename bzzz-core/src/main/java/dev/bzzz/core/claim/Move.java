package dev.bzzz.core.claim;

/** A record and the one it wants to follow. */
record Move(SignedRecord prev, SignedRecord next, PolicyHistory policies) {
  ClaimRecord before() {
    return prev.record();
  }

  ClaimRecord after() {
    return next.record();
  }
}
