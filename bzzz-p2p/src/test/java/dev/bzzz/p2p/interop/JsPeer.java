package dev.bzzz.p2p.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A real js-libp2p peer in a process of its own, driven by lines of JSON; see {@code
 * src/test/js/peer.mjs}. Safe for use by many threads.
 */
final class JsPeer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path SCRIPTS = Path.of("src/test/js").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter commands;
  private final List<JsonNode> events = new ArrayList<>();
  private final StringBuilder complaints = new StringBuilder();
  private final JsonNode listening;
  private int lastId;

  private JsPeer(Process process) {
    this.process = process;
    this.commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    reader("out", process.getInputStream(), this::hear);
    reader("err", process.getErrorStream(), this::complain);
    this.listening = await("listening", event -> is(event, "listening"));
  }

  /** Why these peers cannot run here; empty when they can. */
  static Optional<String> missing() {
    for (JsStack stack : JsStack.values()) {
      Path folder = SCRIPTS.resolve(stack.folder());
      if (!Files.isDirectory(folder.resolve("node_modules"))) {
        return Optional.of(
            "the packages of js-libp2p are not installed; run 'npm ci' in " + folder);
      }
    }
    try {
      Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
      String version = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return version.matches("v(2[0-9]|[3-9][0-9])\\.[\\s\\S]*")
          ? Optional.empty()
          : Optional.of("node 20 or newer is needed, and this is " + version.strip());
    } catch (IOException e) {
      return Optional.of("there is no node: " + e.getMessage());
    }
  }

  /** A peer that listens on loopback; its options are those of the script. */
  static JsPeer start(JsStack stack, ObjectNode options) {
    try {
      return new JsPeer(
          new ProcessBuilder("node", "peer.mjs", stack.folder(), JSON.writeValueAsString(options))
              .directory(SCRIPTS.toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsPeer start(JsStack stack) {
    return start(stack, options());
  }

  static ObjectNode options() {
    return JSON.createObjectNode();
  }

  String id() {
    return listening.get("peer").textValue();
  }

  /** Where it listens, with its peer id; fails when it does not. */
  String address() {
    return listening.get("addresses").get(0).textValue();
  }

  /** Carries out a command that takes a topic, a peer, an address or data. */
  JsonNode call(String command, String... fields) {
    ObjectNode line = JSON.createObjectNode().put("command", command);
    for (int i = 0; i < fields.length; i += 2) {
      line.put(fields[i], fields[i + 1]);
    }
    int id;
    synchronized (this) {
      id = ++lastId;
      line.put("id", id);
      try {
        commands.write(JSON.writeValueAsString(line) + "\n");
        commands.flush();
      } catch (IOException e) {
        throw new UncheckedIOException("the peer has ended: " + complaints, e);
      }
    }
    JsonNode answer =
        await(command, event -> event.path("id").isInt() && event.get("id").intValue() == id);
    if (is(answer, "failed")) {
      throw new IllegalStateException(command + " failed in js: " + answer.get("why").textValue());
    }
    return answer;
  }

  void publish(String topic, byte[] data) {
    call("publish", "topic", topic, "data", Base64.getEncoder().encodeToString(data));
  }

  /** Waits for an event of this kind, which may have come already. */
  JsonNode await(String what, Predicate<JsonNode> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    synchronized (events) {
      while (true) {
        for (; seen < events.size(); seen++) {
          if (wanted.test(events.get(seen))) {
            return events.get(seen);
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || !process.isAlive() && seen == events.size()) {
          throw new AssertionError(
              "js said nothing of '"
                  + what
                  + "'; it said "
                  + events
                  + " and complained: "
                  + complaints);
        }
        waitFor(Math.min(left, 500));
      }
    }
  }

  JsonNode awaitEvent(String name, Predicate<JsonNode> wanted) {
    return await(name, event -> is(event, name) && wanted.test(event));
  }

  /** How often such an event has come. */
  long count(String name, Predicate<JsonNode> wanted) {
    synchronized (events) {
      return events.stream().filter(event -> is(event, name) && wanted.test(event)).count();
    }
  }

  static byte[] data(JsonNode message) {
    return Base64.getDecoder().decode(message.get("data").textValue());
  }

  /** As a crash would end it. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void waitFor(long millis) {
    try {
      events.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for js", e);
    }
  }

  private void hear(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      synchronized (events) {
        events.add(event);
        events.notifyAll();
      }
    } catch (JsonProcessingException e) {
      complain(line);
    }
  }

  private void complain(String line) {
    synchronized (events) {
      complaints.append(line).append('\n');
    }
  }

  private static boolean is(JsonNode event, String name) {
    return event.path("event").asText().equals(name);
  }

  private void reader(String name, InputStream from, java.util.function.Consumer<String> to) {
    Thread thread =
        new Thread(
            () -> {
              try (var lines =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  to.accept(line);
                }
              } catch (IOException e) {
                complain("reading its output failed: " + e);
              }
            },
            "js-peer-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
