package dev.bzzz.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.testkit.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class LossyMeshTest {
  private static final Topic END = new Topic("end");

  private final InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
  private final InMemoryMesh speaker = hub.join(Identity.generate().id());

  @Test
  void losesAsManyMessagesAsItIsTold() {
    assertThat(heardOfAThousand(0)).isEqualTo(1000);
    assertThat(heardOfAThousand(50)).isBetween(400, 600);
    assertThat(heardOfAThousand(100)).isZero();
  }

  @Test
  void losesRequests() {
    Mesh lossy = new LossyMesh(hub.join(Identity.generate().id()), 100, new Random(1));
    speaker.serve("/test/1", (from, data) -> data);

    assertThatThrownBy(
            () ->
                lossy.request(speaker.self(), "/test/1", new byte[1], Duration.ofSeconds(5)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TransientException.class);
  }

  private int heardOfAThousand(int lossPercent) {
    InMemoryMesh member = hub.join(Identity.generate().id());
    List<byte[]> heard = new CopyOnWriteArrayList<>();
    List<byte[]> ended = new CopyOnWriteArrayList<>();
    new LossyMesh(member, lossPercent, new Random(7))
        .subscribe(Topic.COORDINATION, (from, data) -> heard.add(data));
    member.subscribe(END, (from, data) -> ended.add(data));
    for (int i = 0; i < 1000; i++) {
      speaker.publish(Topic.COORDINATION, new byte[1]);
    }
    speaker.publish(END, new byte[1]);
    Conditions.await(() -> !ended.isEmpty());
    member.close();
    return heard.size();
  }
}
