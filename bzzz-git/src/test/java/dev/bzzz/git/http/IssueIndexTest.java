package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.git.http.IssueIndex.Changes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssueIndexTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration BETWEEN = Duration.ofMinutes(10);

  private final IssueIndex index =
      new IssueIndex(
          new Repository(
              new RepositoryId("0".repeat(32)),
              new RepositoryName("acme", "widgets"),
              URI.create("http://localhost/acme/widgets.git"),
              "main"));

  /** A host without issues, by whose clock some time passes between two looks. */
  private static final class Idle implements IssueIndex.Source {
    private final boolean tagged;
    private final List<Instant> asked = new ArrayList<>();
    private Instant now = START;

    Idle(boolean tagged) {
      this.tagged = tagged;
    }

    @Override
    public Changes all() {
      return new Changes(List.of(), false, Optional.of(now));
    }

    @Override
    public Changes since(Instant time) {
      asked.add(time);
      now = now.plus(BETWEEN);
      return new Changes(List.of(), false, Optional.of(now));
    }

    @Override
    public boolean tagged() {
      return tagged;
    }
  }

  private List<Instant> asked(boolean tagged) {
    Idle host = new Idle(tagged);
    for (int i = 0; i < 4; i++) {
      assertThat(index.tasks(TaskQuery.open(), host)).isEmpty();
    }
    return host.asked;
  }

  @Test
  void aHostWithTagsIsAskedForTheSameAgain() {
    assertThat(asked(true)).hasSize(3).containsOnly(START.minus(IssueIndex.OVERLAP));
  }

  @Test
  void aHostWithoutTagsIsAskedForWhatChangedSinceTheLastLook() {
    Instant first = START.minus(IssueIndex.OVERLAP);

    assertThat(asked(false))
        .containsExactly(first, first.plus(BETWEEN), first.plus(BETWEEN).plus(BETWEEN));
  }
}
