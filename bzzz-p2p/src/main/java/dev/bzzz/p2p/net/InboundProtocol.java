package dev.bzzz.p2p.net;

/** Serves the streams that peers open for one protocol. Called on the loop. */
@FunctionalInterface
interface InboundProtocol {
  /** Takes a stream whose protocol is agreed; sets its handler, or resets it. */
  void accept(MuxedStream stream);
}
