package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PeerCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LOOPBACK = "/ip4/127.0.0.1/tcp/0";
  private static final String OTHER = "12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB";

  @TempDir Path folder;

  @Test
  void theIdOfAKeyIsToldInBothFormsAndTheKeyIsMadeOnce() throws Exception {
    Path key = folder.resolve("peer.key");

    JsonNode first = Cli.run("peer", "id", "--key", key, "--json").json();
    JsonNode second = Cli.run("peer", "id", "--key", key, "--json").json();

    assertThat(first.path("peer").asText()).startsWith("12D3KooW");
    assertThat(first.path("cid").asText()).startsWith("bafzaajaiaejc");
    assertThat(first.path("created").asBoolean()).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(second.path("peer")).isEqualTo(first.path("peer"));
    assertThat(second.path("created").asBoolean()).isFalse();
  }

  @Test
  void aFileThatIsNoKeyIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "no key\n");

    for (String command : List.of("id", "listen")) {
      Cli.Ended ended =
          command.equals("id")
              ? Cli.run("peer", "id", "--key", file)
              : Cli.run("peer", "listen", "--key", file, "--topic=t");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("cannot use the key file").hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4001",
        "/ip4/127.0.0.1",
        "/ip4/127.0.0.1/tcp/x",
        "/ip4/127.0.0.1/udp/1",
        "/ip4/127.0.0.1/tcp/1/p2p/me"
      })
  void whatIsNoAddressIsWrongUsage(String text) {
    Stream.of(
            Cli.run("peer", "ping", text),
            Cli.run("peer", "dial", text, "--topic=t"),
            Cli.run("peer", "listen", "--listen", text, "--topic=t"))
        .forEach(
            ended -> {
              assertThat(ended.exitCode()).isEqualTo(2);
              assertThat(ended.err()).contains(text).hasLineCount(1);
            });
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Ended ended =
          Cli.run(
              "peer",
              "listen",
              "--listen=/ip4/127.0.0.1/tcp/" + taken.getLocalPort(),
              "--topic=t",
              "--json");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("cannot listen at", "in use").hasLineCount(1);
      assertThat(ended.out()).hasLineCount(1);
    }
  }

  @Test
  void aPeerThatIsNotThereIsToldInOneLine() {
    Cli.Ended ended = Cli.run("peer", "ping", "/ip4/127.0.0.1/tcp/1");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("cannot connect to /ip4/127.0.0.1/tcp/1").hasLineCount(1);
  }

  @Test
  void everyMessageThatIsSentIsHeardAndTold() throws Exception {
    try (Listener listener = new Listener("--topic=news")) {
      Cli.Ended ended =
          Cli.run(
              "peer",
              "dial",
              listener.address(),
              "--topic=news",
              "--count=40",
              "--size=9",
              "--json");

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      JsonNode done = MAPPER.readTree(ended.out().lines().skip(1).findFirst().orElseThrow());
      assertThat(done.path("event").asText()).isEqualTo("done");
      assertThat(done.path("sent").asInt()).isEqualTo(40);
      assertThat(done.path("heard").asInt()).isEqualTo(40);
      assertThat(done.path("received").asInt()).isZero();
      assertThat(done.path("pingMs").asDouble()).isPositive();
      List<JsonNode> events = listener.until("disconnected");
      assertThat(events.get(0).path("event").asText()).isEqualTo("connected");
      List<JsonNode> messages = events.subList(1, events.size() - 1);
      assertThat(messages).hasSize(40);
      assertThat(messages.stream().map(each -> each.path("data").asText()).distinct()).hasSize(40);
      assertThat(messages)
          .allSatisfy(
              message -> {
                assertThat(message.path("topic").asText()).isEqualTo("news");
                assertThat(message.path("from")).isEqualTo(events.get(0).path("peer"));
                assertThat(message.path("seqno").asText()).matches("[0-9]{19}");
                assertThat(message.path("size").asInt()).isEqualTo(9);
                assertThat(message.path("data").binaryValue()).hasSize(9);
              });
    }
  }

  @Test
  void whatEchoesIsCounted() throws Exception {
    try (Listener listener = new Listener("--topic=news", "--echo")) {
      Cli.Ended ended =
          Cli.run(
              "peer", "dial", listener.address(), "--topic=news", "--count=20", "--echo", "--json");

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("\"sent\":20,\"received\":20");
    }
  }

  @Test
  void aPeerThatDoesNotEchoIsAFailureThatSaysSo() throws Exception {
    try (Listener listener = new Listener("--topic=news")) {
      Cli.Ended ended =
          Cli.run("peer", "dial", listener.address(), "--topic=news", "--echo", "--timeout=1");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out()).contains("sent 1 messages, received 0", "too few came back");
    }
  }

  @Test
  void nobodyWhoHearsTheTopicIsAFailure() throws Exception {
    try (Listener listener = new Listener("--topic=news")) {
      Cli.Ended ended = Cli.run("peer", "dial", listener.address(), "--topic=sport", "--timeout=1");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("hears topic 'sport'").hasLineCount(1);
    }
  }

  @Test
  void anotherPeerThanTheOneThatWasCalledIsRefused() throws Exception {
    try (Listener listener = new Listener("--topic=news")) {
      String address = listener.address().replaceFirst("/p2p/.*", "/p2p/" + OTHER);

      Cli.Ended ended = Cli.run("peer", "ping", address);

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err()).contains("dialed was " + OTHER).hasLineCount(1);
    }
  }

  @Test
  void pingsAreMeasured() throws Exception {
    try (Listener listener = new Listener("--topic=news")) {
      Cli.Ended ended = Cli.run("peer", "ping", listener.address(), "--count=2", "--json");

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).hasLineCount(3).contains("\"event\":\"pong\",\"number\":2");
    }
  }

  @Test
  void aPrivateNetworkTakesOnlyThoseWhoKnowItsKey() throws Exception {
    Path key = Files.writeString(folder.resolve("network.key"), "correct horse battery staple\n");
    String option = "--network-key=file:" + key;

    try (Listener listener = new Listener("--topic=news", option)) {
      Cli.Ended member = Cli.run("peer", "ping", listener.address(), "--count=1", option);
      Cli.Ended stranger =
          Cli.run("peer", "dial", listener.address(), "--topic=news", "--timeout=1");

      assertThat(member.exitCode()).as(member.err()).isZero();
      assertThat(stranger.exitCode()).isEqualTo(1);
      assertThat(stranger.err()).contains("network key");
    }
  }

  /** A listening peer on a thread of its own. */
  private static final class Listener implements AutoCloseable {
    private final PipedReader printed = new PipedReader(1 << 16);
    private final BufferedReader lines = new BufferedReader(printed);
    private final Thread thread;
    private final JsonNode first;

    Listener(String... options) throws IOException {
      List<String> words =
          new ArrayList<>(List.of("peer", "listen", "--json", "--listen", LOOPBACK));
      words.addAll(List.of(options));
      PrintWriter out = new PrintWriter(new PipedWriter(printed));
      thread =
          new Thread(
              () ->
                  Bzzz.commandLine(Map.of())
                      .setOut(out)
                      .setErr(new PrintWriter(Writer.nullWriter()))
                      .execute(words.toArray(String[]::new)));
      thread.start();
      first = MAPPER.readTree(lines.readLine());
    }

    String address() {
      assertThat(first.path("event").asText()).isEqualTo("listening");
      return first.path("addresses").path(0).asText();
    }

    /** The events up to the first of this kind, which is the last of them. */
    List<JsonNode> until(String kind) throws IOException {
      List<JsonNode> events = new ArrayList<>();
      do {
        events.add(MAPPER.readTree(lines.readLine()));
      } while (!events.get(events.size() - 1).path("event").asText().equals(kind));
      return events;
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
