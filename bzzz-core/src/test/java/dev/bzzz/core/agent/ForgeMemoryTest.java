package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgeMemoryTest {
  private final InMemoryForge forge = new InMemoryForge("people");
  private final Repository shop =
      forge.createRepository(new RepositoryName("acme", "shop"), "main");
  private final Repository engine =
      forge.createRepository(new RepositoryName("acme", "engine"), "main");
  private final WatchedCalls calls = new WatchedCalls(forge);
  private final ForgeMemory memory = new ForgeMemory(calls.provider());

  private TaskId create(Repository repository) {
    return forge.createIssue(repository.id(), new IssueDraft("Do", "", Set.of("bzzz-task"))).id();
  }

  private int open(Repository repository) {
    return memory.tasks(repository.id(), TaskQuery.open()).size();
  }

  @Test
  void whatIsNotDueIsAnsweredFromMemory() {
    memory.begin(repository -> true);
    assertThat(open(shop)).isZero();
    assertThat(memory.listed()).containsExactly(shop.id());
    create(shop);
    create(engine);

    memory.begin(engine.id()::equals);

    assertThat(open(shop)).isZero();
    assertThat(open(engine)).isEqualTo(1);
    assertThat(memory.listed()).containsExactly(engine.id());
    assertThat(calls.made).containsExactly("tasks", "tasks");
  }

  @Test
  void whatIsDueIsAskedOnceForEachLook() {
    TaskId task = create(shop);
    memory.begin(repository -> true);
    memory.task(task);
    memory.task(task);
    memory.begin(repository -> true);
    memory.task(task);

    assertThat(calls.made).containsExactly("task", "task");
  }

  @Test
  void whatWasNeverAskedIsAskedThoughItIsNotDue() {
    TaskId task = create(shop);
    memory.begin(repository -> false);

    assertThat(memory.task(task).open()).isTrue();
    assertThat(memory.issue(task).open()).isTrue();
    assertThat(memory.events(task)).isEmpty();
    assertThat(memory.findPullRequest(shop.id(), "bzzz/1/t1")).isEmpty();
    assertThat(open(shop)).isEqualTo(1);
    memory.findPullRequest(shop.id(), "bzzz/1/t1");

    assertThat(calls.made).containsExactly("task", "issue", "events", "findPullRequest", "tasks");
  }

  @Test
  void aForgeThatFailsIsNotListedAndWhatWasKnownStays() {
    create(shop);
    memory.begin(repository -> true);
    open(shop);
    calls.fails = new TransientException("it is down", Duration.ZERO);

    memory.begin(repository -> true);

    assertThatThrownBy(() -> open(shop)).isSameAs(calls.fails);
    assertThat(memory.listed()).isEmpty();
    memory.begin(repository -> false);
    assertThat(open(shop)).isEqualTo(1);
  }
}
