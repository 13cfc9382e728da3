package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.mesh.Topic;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NetworkKeyTest {
  private static final NetworkKey KEY = NetworkKey.of("a long enough secret");

  @Test
  void aTopicHasOneNameForAllWhoKnowTheKeyAndAnotherForOthers() {
    NetworkKey same = NetworkKey.of(" a long enough secret\n");
    NetworkKey other = NetworkKey.of("another long secret");

    assertThat(KEY.topic("news")).startsWith("bzzz/private/").hasSize(13 + 64);
    assertThat(same.topic("news")).isEqualTo(KEY.topic("news"));
    assertThat(other.topic("news")).isNotEqualTo(KEY.topic("news"));
    assertThat(KEY.topic("news2")).isNotEqualTo(KEY.topic("news"));
  }

  @Test
  void partsThatAreCutDifferentlyHaveDifferentProofs() {
    byte[] one = KEY.hmac("label", new byte[] {1, 2}, new byte[] {3});
    byte[] two = KEY.hmac("label", new byte[] {1}, new byte[] {2, 3});

    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void shortKeysAreRefusedAndNoneIsShown() {
    assertThatThrownBy(() -> NetworkKey.of("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16")
        .hasMessageNotContaining("short");
    assertThat(KEY).hasToString("NetworkKey");
  }

  @Test
  void topicsAreFoundByTheirNameOnTheWireWhileTheyAreHeard() {
    TopicNames names = new TopicNames(Optional.of(KEY));
    Topic news = new Topic("news");
    String wire = names.wire(news);

    assertThat(names.topic(wire)).isEmpty();
    names.join(news);
    assertThat(names.topic(wire)).contains(news);
    assertThat(names.topic("news")).isEmpty();
    names.leave(news);
    assertThat(names.topic(wire)).isEmpty();
  }
}
