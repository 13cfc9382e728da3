package dev.bzzz.p2p.net;

/**
 * What hears one stream. Called on the loop; must not block. The stream tells the peer that bytes
 * are consumed when {@link #data} returns, unless the stream is held.
 */
interface StreamHandler {
  /** Bytes came, any split of what the peer wrote; they are the handler's. */
  void data(byte[] bytes);

  /** The peer writes no more. */
  default void finished() {}

  /** The stream is gone in both directions without both having finished; nothing comes after it. */
  default void broken(String why) {}

  /** There is room to write again. */
  default void writable() {}
}
