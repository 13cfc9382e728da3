package dev.bzzz.p2p;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A node in a JVM of its own, which ends when its heap of {@value #HEAP_MIB} MiB, or as much memory
 * besides, does not suffice. It answers single lines: {@code live} by the bytes that are in use
 * after a collection, and the address of a peer by whether that could be dialled.
 */
final class AttackedNode implements AutoCloseable {
  static final Topic TOPIC = new Topic("attacked");

  private static final int HEAP_MIB = 40;

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final Multiaddr address;

  private AttackedNode(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.address = Multiaddr.parse(answer());
  }

  /** Starts a node and waits until it listens. */
  static AttackedNode start() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP_MIB + "m",
            "-XX:MaxDirectMemorySize=" + HEAP_MIB + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            AttackedNode.class.getName());
    return new AttackedNode(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  Multiaddr address() {
    return address;
  }

  /** How many bytes are in use; fails when the memory did not suffice. */
  long liveBytes() throws IOException {
    return Long.parseLong(ask("live"));
  }

  /** Whether it could connect with a peer. */
  boolean dial(Multiaddr peer) throws IOException {
    return Boolean.parseBoolean(ask(peer.toString()));
  }

  private String ask(String question) throws IOException {
    questions.println(question);
    return answer();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the node that was attacked has ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Runs the node until nobody asks any more. */
  public static void main(String[] args) throws IOException {
    try (Libp2pNode node =
        Libp2pNode.builder(Identity.generate()).listen("/ip4/127.0.0.1/tcp/0").start()) {
      node.subscribe(TOPIC, (from, data) -> {});
      System.out.println(node.addresses().get(0));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(line.equals("live") ? used() : dial(node, Multiaddr.parse(line)));
      }
    }
  }

  private static String dial(Libp2pNode node, Multiaddr peer) {
    return Boolean.toString(node.dial(peer).handle((reached, failure) -> failure == null).join());
  }

  private static String used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return Long.toString(runtime.totalMemory() - runtime.freeMemory());
  }
}
