package dev.bzzz.examples.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.SecretReference;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MeshesTest {
  private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
  private static final Identity ADA = Identity.generate();
  private static final Identity BOB = Identity.generate();

  @TempDir private Path temp;

  @Test
  void agentsMeetByTheirPeersAndHearWhoJoinsATopicAndLeavesIt() {
    try (Libp2pNode ada = Meshes.join(config(List.of(), Optional.empty()), ADA);
        Libp2pNode bob = Meshes.join(config(ada.addresses(), Optional.empty()), BOB)) {
      Topic task = Topic.ofTask("key");
      List<byte[]> heard = new CopyOnWriteArrayList<>();
      Conditions.await(() -> ada.peers().equals(Set.of(BOB.id())));

      var subscription = ada.subscribe(task, (from, data) -> heard.add(data));
      Conditions.await(() -> bob.subscribersOf(task).join().equals(List.of(PeerId.of(ADA.id()))));
      bob.publish(task, new byte[1]);
      Conditions.await(() -> heard.size() == 1);
      subscription.close();

      Conditions.await(() -> bob.subscribersOf(task).join().isEmpty());
    }
  }

  @Test
  void aKeyThatCannotBeHadIsToldAtOnce() {
    SecretReference none = SecretReference.parse("file:" + temp.resolve("none.key"));

    assertThatThrownBy(() -> Meshes.join(config(List.of(), Optional.of(none)), ADA))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("none.key");
  }

  @Test
  void aKeyThatIsTooShortIsToldAtOnce() throws Exception {
    Path file = Files.writeString(temp.resolve("short.key"), "secret");
    SecretReference key = SecretReference.parse("file:" + file);

    assertThatThrownBy(() -> Meshes.join(config(List.of(), Optional.of(key)), ADA))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("16")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPortThatIsTakenIsOneClearLine() {
    try (Libp2pNode ada = Meshes.join(config(List.of(), Optional.empty()), ADA)) {
      Multiaddr taken = ada.addresses().get(0).withoutPeer();
      MeshConfig same =
          new MeshConfig(
              List.of(taken), List.of(), false, Optional.empty(), Optional.empty(), List.of());

      assertThatThrownBy(() -> Meshes.join(same, BOB))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("cannot listen at")
          .hasMessageNotContaining("\n");
    }
  }

  private static MeshConfig config(List<Multiaddr> peers, Optional<SecretReference> key) {
    return new MeshConfig(List.of(LOOPBACK), peers, false, Optional.empty(), key, List.of());
  }
}
