package dev.bzzz.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Measures the mesh: hosts on this machine, connected over TCP, of which the first publishes signed
 * messages on one topic and all others hear them. A message counts as delivered when the last of
 * them has it.
 */
public final class MeshBench {
  /** The topic of the measurement. */
  static final Topic TOPIC = new Topic("bzzz/bench/mesh");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration KNOCK_EVERY = Duration.ofMillis(50);
  private static final int WARM_UP_ROUND = 200;

  private final Options options;

  /** Measures with these options. */
  public MeshBench(Options options) {
    this.options = options;
  }

  /**
   * What is measured.
   *
   * @param hosts how many, 2 to {@value #MAX_HOSTS}; one of them publishes
   * @param messages how many are published, 1 to {@value #MAX_MESSAGES}
   * @param size of each, in bytes: {@value #MIN_SIZE} to {@link Mesh#MAX_MESSAGE_BYTES}
   * @param inFlight how many may be on their way at once, to {@value #MAX_MESSAGES}; 0: as many as
   *     the mesh takes
   * @param processes whether each host has a process of its own
   * @param warmUp how long messages are sent before those that count; may be zero
   */
  public record Options(
      int hosts, int messages, int size, int inFlight, boolean processes, Duration warmUp) {
    /** Most hosts. */
    public static final int MAX_HOSTS = 200;

    /** Most messages. */
    public static final int MAX_MESSAGES = 1_000_000;

    /** Room for the number of a message. */
    public static final int MIN_SIZE = 4;

    /** Checks the numbers. */
    public Options {
      require("hosts", hosts, 2, MAX_HOSTS);
      require("messages", messages, 1, MAX_MESSAGES);
      require("size", size, MIN_SIZE, Mesh.MAX_MESSAGE_BYTES);
      require("inflight", inFlight, 0, MAX_MESSAGES);
    }

    private static void require(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "--" + name + " is from " + min + " to " + max + ", not " + value);
      }
    }
  }

  /**
   * What was measured.
   *
   * @param delivered how often a host has got a message
   * @param lost how often one has not
   * @param seconds from the first message published to the last one delivered
   * @param p50Micros the median of the time from publishing to the last host that has it
   * @param p99Micros which all but one in a hundred stay below
   * @param cpu of all hosts together
   * @param saturated how often the publisher had to wait for room
   * @param heapBytes the most that Java's heap has held; that of the publisher's process
   */
  public record Result(
      Options options,
      long delivered,
      long lost,
      double seconds,
      double p50Micros,
      double p99Micros,
      Duration cpu,
      long saturated,
      long heapBytes) {
    /** Whether no message was lost. */
    public boolean allWell() {
      return lost == 0;
    }

    private double messagesPerSecond() {
      return (double) delivered / (options.hosts() - 1) / seconds;
    }

    private double cpuMicros() {
      return cpu.toNanos() / 1e3 / options.messages();
    }

    /** For programs. */
    public ObjectNode json() {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("hosts", options.hosts())
              .put("messages", options.messages())
              .put("size", options.size())
              .put("inflight", options.inFlight())
              .put("processes", options.processes())
              .put("delivered", delivered)
              .put("lost", lost)
              .put("messagesPerSecond", tenths(messagesPerSecond()));
      json.putObject("latencyMicros").put("p50", tenths(p50Micros)).put("p99", tenths(p99Micros));
      return json.put("cpuMicrosPerMessage", tenths(cpuMicros()))
          .put("saturated", saturated)
          .put("heapMiB", heapBytes >> 20)
          .put("crypto", Verifier.ed25519Provider());
    }

    /** For people. */
    public List<String> lines() {
      return List.of(
          "%d hosts, %d messages of %d bytes: %d deliveries, %d lost"
              .formatted(options.hosts(), options.messages(), options.size(), delivered, lost),
          "to all others  p50 %.0f µs, p99 %.0f µs".formatted(p50Micros, p99Micros),
          "%.0f messages a second, %.0f µs of processor time each"
              .formatted(messagesPerSecond(), cpuMicros()),
          "heap at most %d MiB; signatures by %s"
              .formatted(heapBytes >> 20, Verifier.ed25519Provider()));
    }

    private static double tenths(double value) {
      return Math.round(value * 10) / 10.0;
    }
  }

  /** Sets the hosts up, warms them up, measures, and takes them down. */
  public Result run() throws InterruptedException {
    MeshArrivals arrivals = new MeshArrivals(options);
    try (MeshFleet fleet =
        options.processes()
            ? new ProcessMeshFleet(options.hosts(), arrivals::arrived)
            : new ThreadMeshFleet(options.hosts(), arrivals::arrived)) {
      warmUp(fleet.publisher(), arrivals);
      return measure(fleet, arrivals);
    }
  }

  /** The hosts are ready when a message has come to all; then the JVM gets warm. */
  private void warmUp(Libp2pNode publisher, MeshArrivals arrivals) throws InterruptedException {
    byte[] data = payload();
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      if (System.nanoTime() - end > 0) {
        throw new PermanentException(
            "cannot measure the mesh: not all hosts were reached within "
                + PATIENCE.toSeconds()
                + " s");
      }
      publish(publisher, data, arrivals.warmUp(1));
    } while (!arrivals.awaitWarm(KNOCK_EVERY));
    end = System.nanoTime() + options.warmUp().toNanos();
    int round =
        options.inFlight() == 0 ? WARM_UP_ROUND : Math.min(WARM_UP_ROUND, options.inFlight());
    while (System.nanoTime() - end < 0) {
      int number = arrivals.warmUp(round);
      for (int i = 0; i < round; i++) {
        publish(publisher, data, number);
      }
      arrivals.awaitWarm(PATIENCE);
    }
  }

  private Result measure(MeshFleet fleet, MeshArrivals arrivals) throws InterruptedException {
    byte[] data = payload();
    HeapPeak.reset();
    Duration cpu = fleet.cpu();
    long began = System.nanoTime();
    long saturated = 0;
    for (int i = 0; i < options.messages(); i++) {
      if (!arrivals.awaitTurn(PATIENCE)) {
        break; // what is lost is counted below
      }
      arrivals.published(i);
      saturated += publish(fleet.publisher(), data, i);
    }
    arrivals.awaitAll(PATIENCE);
    Duration took = fleet.cpu().minus(cpu);
    return arrivals.result(began, took, saturated);
  }

  /** How often there was no room. */
  private static long publish(Libp2pNode publisher, byte[] data, int number)
      throws InterruptedException {
    ByteBuffer.wrap(data).putInt(0, number);
    long waits = 0;
    while (publisher.publish(TOPIC, data) == PublishResult.SATURATED) {
      waits++;
      publisher.awaitRoom(PATIENCE);
    }
    return waits;
  }

  private byte[] payload() {
    byte[] data = new byte[options.size()];
    new SecureRandom().nextBytes(data);
    return data;
  }
}
