package dev.bzzz.examples.bench;

import dev.bzzz.p2p.Libp2pNode;
import java.time.Duration;

/** Connected hosts, of which one publishes in this process. Confined to one thread. */
interface MeshFleet extends AutoCloseable {
  /** The one that publishes. */
  Libp2pNode publisher();

  /** The processor time that all hosts have taken so far. */
  Duration cpu();

  @Override
  void close();

  /** Hears what arrives at the other hosts; called by many threads. */
  @FunctionalInterface
  interface Arrival {
    /** A message is there, at a time of {@link System#nanoTime}. */
    void arrived(int number, long nanos);
  }
}
