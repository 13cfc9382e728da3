package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers in processes of their own. */
@Timeout(300)
final class PeerIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path temp;
  private AgentProgram program;

  @BeforeEach
  void prepare() throws Exception {
    program = new AgentProgram(temp.resolve("logs"));
  }

  @AfterEach
  void end() {
    program.close();
  }

  @Test
  void whatOneProcessSendsAnotherHearsAndEchoesUntilItIsStopped() throws Exception {
    Path key = temp.resolve("peer.key");
    AgentProgram.Running listener =
        program.start("peer", "listen", "--key", key, "--topic=news", "--echo", "--json");
    Waiting.until("the peer listens", () -> listener.output().contains("\n") || !listener.alive());
    JsonNode first = line(listener.output(), 0);
    String address = first.path("addresses").path(0).asText();

    AgentProgram.Ended sent =
        program.run("peer", "dial", address, "--topic=news", "--count=500", "--echo", "--json");
    listener.signal("TERM");
    AgentProgram.Ended stopped = listener.await();

    assertThat(sent.exitCode()).as(sent.err()).isZero();
    assertThat(address).startsWith("/ip4/127.0.0.1/tcp/").contains(first.path("peer").asText());
    JsonNode done = line(sent.out(), -1);
    assertThat(done.path("sent").asInt()).isEqualTo(500);
    assertThat(done.path("heard").asInt()).isEqualTo(500);
    assertThat(done.path("received").asInt()).isEqualTo(500);
    assertThat(stopped.out().lines().filter(each -> each.contains("\"message\""))).hasSize(500);
    assertThat(line(stopped.out(), -1).path("event").asText()).isEqualTo("stopped");
    assertThat(stopped.err()).isEmpty();
    assertThat(Files.size(key)).isPositive();
  }

  @Test
  void hostsInProcessesOfTheirOwnAreMeasured() throws Exception {
    AgentProgram.Ended ended =
        program.run(
            "bench",
            "mesh",
            "--processes",
            "--hosts=3",
            "--messages=100",
            "--inflight=10",
            "--warm-up=0",
            "--json");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.json().path("delivered").asInt()).isEqualTo(200);
    assertThat(ended.json().path("lost").asInt()).isZero();
    assertThat(ended.json().path("cpuMicrosPerMessage").asDouble()).isPositive();
  }

  /** A line of JSON, counted from the start, or from behind when negative. */
  private static JsonNode line(String output, int index) throws Exception {
    String[] lines = output.split("\n");
    return MAPPER.readTree(lines[index < 0 ? lines.length + index : index]);
  }
}
