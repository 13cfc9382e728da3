package dev.bzzz.p2p.wire;

import dev.bzzz.core.PermanentException;

/**
 * Bytes from a peer that are not what they should be. Whoever reads such bytes catches it and gives
 * the peer's stream or connection up; it never leaves the mesh. It carries no stack trace: peers
 * must not be able to make the reader pay for one.
 */
public final class WireException extends PermanentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param why what is wrong; holds nothing that the peer could make long
   */
  public WireException(String why) {
    super(why);
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
