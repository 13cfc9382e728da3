package dev.bzzz.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DemoMeshTest {
  private static final Pattern ADDRESS = Pattern.compile("/ip4/127\\.0\\.0\\.1/tcp/[0-9]+");

  @Test
  void everyAgentIsToldOfAllOthersAsLongAsTheyAreFew() {
    List<AgentId> agents = agents(3);
    DemoMesh mesh = new DemoMesh(agents);

    List<String> lines = IntStream.range(0, 3).mapToObj(mesh::lines).toList();

    assertThat(lines.stream().map(each -> own(each)).distinct()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        String peer = own(lines.get(j)) + "/p2p/" + agents.get(j);
        assertThat(lines.get(i).contains(peer)).isEqualTo(i != j);
      }
    }
  }

  @Test
  void manyAgentsAreToldOfTheNextOnesOnly() {
    DemoMesh mesh = new DemoMesh(agents(20));

    assertThat(mesh.lines(19).lines().filter(each -> each.startsWith("  - ")))
        .hasSize(DemoMesh.MAX_PEERS);
  }

  @Test
  void aLonelyAgentHasNoPeers() {
    assertThat(new DemoMesh(agents(1)).lines(0)).startsWith("mesh:").doesNotContain("peers");
  }

  private static List<AgentId> agents(int count) {
    return Stream.generate(() -> Identity.generate().id()).limit(count).toList();
  }

  private static String own(String lines) {
    String line = lines.lines().filter(each -> each.contains("listen")).findFirst().orElseThrow();
    var address = ADDRESS.matcher(line);
    assertThat(address.find()).as(line).isTrue();
    return address.group();
  }
}
