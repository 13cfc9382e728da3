package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DoctorNetCommandTest {
  @TempDir private Path temp;

  @Test
  void aPeerThatIsThereIsHealthy() throws Exception {
    try (Libp2pNode peer =
        Libp2pNode.builder(Identity.generate()).listen("/ip4/127.0.0.1/tcp/0").start()) {
      Multiaddr address = peer.addresses().get(0);

      Cli.Ended ended = doctor("/ip4/127.0.0.1/tcp/0", address);

      assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
      assertThat(ended.json().get("ok").asBoolean()).isTrue();
      assertThat(outcomes(ended.json()))
          .containsEntry("listen /ip4/127.0.0.1/tcp/0", "passed")
          .containsEntry("handshake " + address, "passed")
          .containsEntry("clock " + peer.self(), "passed")
          .containsEntry("large messages " + peer.self(), "passed");
    }
  }

  @Test
  void aPeerThatIsAwayAndATakenPortAreFailuresWithAdvice() throws Exception {
    try (Libp2pNode peer =
        Libp2pNode.builder(Identity.generate()).listen("/ip4/127.0.0.1/tcp/0").start()) {
      Multiaddr taken = peer.addresses().get(0).withoutPeer();

      Cli.Ended ended = doctor(taken.toString(), Multiaddr.parse("/ip4/127.0.0.1/tcp/1"));

      assertThat(ended.exitCode()).isEqualTo(CommandExit.FAILED);
      assertThat(ended.json().get("ok").asBoolean()).isFalse();
      assertThat(outcomes(ended.json()))
          .containsEntry("listen " + taken, "failed")
          .containsValue("skipped");
      for (JsonNode each : ended.json().get("checks")) {
        boolean failed = each.get("outcome").asText().equals("failed");
        assertThat(each.get("advice").asText().isEmpty()).as(each.toString()).isEqualTo(!failed);
      }
    }
  }

  @Test
  void anAddressThatIsNoneIsWrongUsage() {
    Cli.Ended ended = Cli.run("doctor", "net", "--peer", "here");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--peer");
  }

  private Cli.Ended doctor(String listen, Multiaddr peer) throws Exception {
    Path config =
        Files.writeString(
            temp.resolve("bzzz.yaml"),
            """
            agent: {name: ada, key: ada.key}
            forge: {dir: forge}
            llm: {model: none}
            mesh: {listen: [%s], mdns: false}
            """
                .formatted(listen));
    return Cli.run("doctor", "net", "--config", config, "--peer", peer, "--timeout", "5", "--json");
  }

  private static Map<String, String> outcomes(JsonNode json) {
    Map<String, String> outcomes = new TreeMap<>();
    json.get("checks")
        .forEach(each -> outcomes.put(each.get("name").asText(), each.get("outcome").asText()));
    return outcomes;
  }
}
