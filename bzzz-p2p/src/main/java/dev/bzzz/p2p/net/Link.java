package dev.bzzz.p2p.net;

import java.net.InetSocketAddress;

/** A connection as bytes: what is beneath the protocols. Confined to the loop. */
interface Link {
  /** Most bytes that may wait for a peer that does not read; beyond that the link is closed. */
  int MAX_WAITING_BYTES = 4 * 1024 * 1024;

  /** Sends the first bytes of an array, which are copied, at the next {@link #flush}. */
  void write(byte[] bytes, int length);

  /** Sends what was written. */
  void flush();

  /** Whether little enough waits to be sent that more should be written. */
  boolean writable();

  /** Closes, after what was flushed has been sent as far as the peer takes it at once. */
  void close();

  InetSocketAddress local();

  InetSocketAddress remote();

  /** Who hears what comes over a link. */
  interface Listener {
    /** Bytes came, the first of an array that is used again when this returns. */
    void received(byte[] bytes, int length);

    /** No more comes for now: the time to flush what was gathered. */
    void pause();

    /** {@link Link#writable} has changed. */
    void writabilityChanged();

    /** The link is closed, by whomever; called once, and nothing comes after it. */
    void closed(String why);
  }
}
