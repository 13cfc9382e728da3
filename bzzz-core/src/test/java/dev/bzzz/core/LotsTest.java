package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.TestAgents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LotsTest {
  private static final List<AgentId> AGENTS =
      IntStream.rangeClosed(1, 100).mapToObj(number -> TestAgents.agent(number).id()).toList();

  private static long lot(int subject, AgentId agent) {
    return 31L * subject + agent.value().hashCode() | 1;
  }

  @Test
  void whatIsKnownIsNotDrawnAgainNotEvenForAnEqualAgent() {
    List<AgentId> asked = new ArrayList<>();
    Lots<Integer> lots =
        new Lots<>(
            (subject, agent) -> {
              asked.add(agent);
              return lot(subject, agent);
            });

    for (AgentId agent : AGENTS) {
      assertThat(lots.on(7).of(agent)).isEqualTo(lot(7, agent));
    }
    for (AgentId agent : AGENTS) {
      assertThat(lots.on(7).of(new AgentId(new String(agent.value())))).isEqualTo(lot(7, agent));
    }

    assertThat(asked).containsExactlyElementsOf(AGENTS);
  }

  @Test
  void eachSubjectHasItsOwn() {
    Lots<Integer> lots = new Lots<>(LotsTest::lot);

    assertThat(lots.on(1).of(AGENTS.get(0))).isNotEqualTo(lots.on(2).of(AGENTS.get(0)));
  }

  @Test
  void whatCannotBeRememberedIsDrawnEachTime() {
    List<AgentId> asked = new ArrayList<>();
    Lots<Integer> lots =
        new Lots<>(
            (subject, agent) -> {
              asked.add(agent);
              return 0;
            });

    assertThat(lots.on(1).of(AGENTS.get(0))).isZero();
    assertThat(lots.on(1).of(AGENTS.get(0))).isZero();

    assertThat(asked).hasSize(2);
  }

  @Test
  void manySubjectsAreForgottenAndStillRight() {
    Lots<Integer> lots = new Lots<>(LotsTest::lot);
    Lots<Integer>.Urn held = lots.on(0);

    for (int subject = 0; subject < 3 * Lots.MAX_SUBJECTS; subject++) {
      assertThat(lots.on(subject).of(AGENTS.get(0))).isEqualTo(lot(subject, AGENTS.get(0)));
      assertThat(lots.subjects()).isLessThanOrEqualTo(Lots.MAX_SUBJECTS + 1);
    }

    assertThat(held.of(AGENTS.get(0))).isEqualTo(lot(0, AGENTS.get(0)));
  }

  @Test
  void manyThreadsDrawTheSame() throws Exception {
    Lots<Integer> lots = new Lots<>(LotsTest::lot);
    int threads = 4;
    Callable<Set<Long>> reader =
        () -> {
          Set<Long> wrong = new HashSet<>();
          for (int round = 0; round < 200; round++) {
            for (AgentId agent : AGENTS) {
              if (lots.on(round).of(agent) != lot(round, agent)) {
                wrong.add(lot(round, agent));
              }
            }
          }
          return wrong;
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);

    try {
      for (var each : pool.invokeAll(java.util.Collections.nCopies(threads, reader))) {
        assertThat(each.get()).isEmpty();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
