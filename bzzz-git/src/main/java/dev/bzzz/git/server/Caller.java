package dev.bzzz.git.server;

/**
 * Who makes a request, as its token says.
 *
 * @param right what the token allows
 * @param fingerprint the beginning of the token's hash, for logs; {@code -} without a token
 */
record Caller(Right right, String fingerprint) {
  static final Caller ANONYMOUS = new Caller(Right.NONE, "-");

  /** What a caller may do, each including those before. */
  enum Right {
    /** Gave no token. */
    NONE,
    /** Gave a token that is not known. */
    WRONG,
    /** May read everything. */
    READ,
    /** May write everything. */
    WRITE
  }

  boolean known() {
    return right == Right.READ || right == Right.WRITE;
  }

  boolean writes() {
    return right == Right.WRITE;
  }
}
