package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.task.TaskSource.Snapshot;
import dev.bzzz.core.task.TaskSource.Watched;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TaskSourceTest {
  private static final Identity AGENT = TestAgents.agent(1);
  private static final String COMMIT = "c".repeat(40);

  private final FakeForge forge = new FakeForge();

  private static Issue issue(long number, boolean open, String body) {
    return Tasks.issue(number, body, Set.of(TaskParser.LABEL), open, Tasks.EPOCH);
  }

  private TaskSource source(DependencyRule rule, Repository... repositories) {
    return new TaskSource(
        Arrays.stream(repositories).map(each -> new Watched(forge, each)).toList(), rule);
  }

  private static LedgerView view(Repository repository, Tip... tips) {
    return new LedgerView(repository.id(), COMMIT, TestAgents.policyOf(1), List.of(tips));
  }

  private static Tip tip(
      Repository repository, long number, List<Function<NextRecord, ClaimRecord>> steps) {
    TaskId task = new TaskId(repository.id(), number);
    Stamp stamp = Stamp.of(AGENT.id(), COMMIT, Tasks.EPOCH, new Random(number));
    SignedRecord last =
        RecordCodec.sign(NextRecord.after(Tip.none(task), stamp).grant(COMMIT, "test"), AGENT);
    for (Function<NextRecord, ClaimRecord> step : steps) {
      last = RecordCodec.sign(step.apply(NextRecord.after(last, stamp)), AGENT);
    }
    return new Tip(task, "at", List.of(last), Optional.empty());
  }

  private static Tip held(Repository repository, long number) {
    return tip(repository, number, List.of());
  }

  private static Tip published(Repository repository, long number) {
    return tip(repository, number, List.of(next -> next.publish("d".repeat(40))));
  }

  @Test
  void oneListingForEachRepositoryFindsAllOpenTasks() {
    forge.with(Tasks.ENGINE, issue(1, true, ""), issue(2, false, ""), issue(3, true, ""));
    forge.with(Tasks.PROTOCOL, issue(1, true, ""));

    Snapshot found = source(DependencyRule.MERGED, Tasks.ENGINE, Tasks.PROTOCOL).look(List.of());

    assertThat(found.open())
        .extracting(task -> task.ref().toString())
        .containsExactly("acme/engine#1", "acme/engine#3", "acme/protocol#1");
    assertThat(forge.asked).containsExactly("tasks acme/engine", "tasks acme/protocol");
    assertThat(found.troubles()).isEmpty();
  }

  @Test
  void dependenciesOnOpenUnclaimedTasksCostNoQuestion() {
    forge.with(Tasks.ENGINE, issue(1, true, ""), issue(2, true, "Depends-on: #1"));

    Snapshot found = source(DependencyRule.MERGED, Tasks.ENGINE).look(List.of());

    assertThat(found.dependencies().waitsFor(found.open().get(1))).isPresent();
    assertThat(forge.asked).containsExactly("tasks acme/engine");
  }

  @Test
  void aClosedDependencyIsMetAndAMissingOneIsNot() {
    forge.with(
        Tasks.ENGINE,
        issue(1, false, ""),
        issue(2, true, "Depends-on: #1"),
        issue(3, true, "Depends-on: #77"));

    Snapshot found = source(DependencyRule.MERGED, Tasks.ENGINE).look(List.of());

    assertThat(found.dependencies().waitsFor(found.open().get(0))).isEmpty();
    assertThat(found.dependencies().waitsFor(found.open().get(1)).orElseThrow())
        .contains("acme/engine#77", "not known");
    assertThat(forge.asked).contains("task acme/engine#1", "task acme/engine#77");
  }

  @Test
  void aDependencyInARepositoryNobodyWatchesIsUnknown() {
    forge.with(Tasks.ENGINE, issue(1, true, "Depends-on: acme/protocol#1"));
    forge.with(Tasks.PROTOCOL, issue(1, false, ""));

    Snapshot found = source(DependencyRule.MERGED, Tasks.ENGINE).look(List.of());

    assertThat(found.dependencies().waitsFor(found.open().get(0)).orElseThrow())
        .contains("not known");
  }

  @Test
  void theRuleMergedLooksForThePullRequestOfAPublishedDependency() {
    forge.with(Tasks.ENGINE, issue(1, true, ""), issue(2, true, "Depends-on: #1"));
    TaskSource source = source(DependencyRule.MERGED, Tasks.ENGINE);
    List<LedgerView> views = List.of(view(Tasks.ENGINE, published(Tasks.ENGINE, 1)));

    forge.pullRequest("bzzz/1/t1", PullRequest.State.OPEN);
    Snapshot before = source.look(views);
    forge.pullRequest("bzzz/1/t1", PullRequest.State.MERGED);
    Snapshot after = source.look(views);

    assertThat(before.dependencies().waitsFor(before.open().get(1)).orElseThrow())
        .contains("published but not merged");
    assertThat(after.dependencies().waitsFor(after.open().get(1))).isEmpty();
  }

  @Test
  void theRulePublishedAsksForNoPullRequest() {
    forge.with(Tasks.ENGINE, issue(1, true, ""), issue(2, true, "Depends-on: #1"));

    Snapshot found =
        source(DependencyRule.PUBLISHED, Tasks.ENGINE)
            .look(List.of(view(Tasks.ENGINE, published(Tasks.ENGINE, 1))));

    assertThat(found.dependencies().waitsFor(found.open().get(1))).isEmpty();
    assertThat(forge.asked).containsExactly("tasks acme/engine");
  }

  @Test
  void aTaskSomebodyHoldsCanBeTakenOverWithItsDependenciesMet() {
    forge.with(Tasks.ENGINE, issue(1, true, "Depends-on: #5"), issue(5, false, ""));

    TaskSource.Snapshot found =
        source(DependencyRule.MERGED, Tasks.ENGINE)
            .look(List.of(view(Tasks.ENGINE, held(Tasks.ENGINE, 1))));

    assertThat(found.dependencies().waitsFor(found.open().get(0))).isEmpty();
  }

  @Test
  void dependenciesOfPublishedTasksAreNotLookedUp() {
    forge.with(Tasks.ENGINE, issue(1, true, "Depends-on: #5"), issue(5, false, ""));

    source(DependencyRule.MERGED, Tasks.ENGINE)
        .look(List.of(view(Tasks.ENGINE, published(Tasks.ENGINE, 1))));

    assertThat(forge.asked).containsExactly("tasks acme/engine");
  }

  @Test
  void dependenciesOfATaskThatIsToBeDoneAgainAreLookedUp() {
    forge.with(Tasks.ENGINE, issue(1, true, "Depends-on: #5"), issue(5, false, ""));

    Snapshot found =
        source(DependencyRule.MERGED, Tasks.ENGINE)
            .look(
                List.of(view(Tasks.ENGINE, published(Tasks.ENGINE, 1))),
                List.of(new TaskId(Tasks.ENGINE.id(), 1)));

    assertThat(found.dependencies().waitsFor(found.open().get(0))).isEmpty();
  }

  @Test
  void heldAndPublishedTasksThatAreNoLongerOpenAreReportedAsClosed() {
    forge.with(Tasks.ENGINE, issue(1, true, ""), issue(2, false, ""), issue(3, false, ""));
    LedgerView view =
        view(
            Tasks.ENGINE, held(Tasks.ENGINE, 1), held(Tasks.ENGINE, 2), published(Tasks.ENGINE, 3));

    Snapshot found = source(DependencyRule.MERGED, Tasks.ENGINE).look(List.of(view));

    assertThat(found.closed().get(Tasks.ENGINE.id()))
        .containsExactly(new TaskId(Tasks.ENGINE.id(), 2), new TaskId(Tasks.ENGINE.id(), 3));
  }

  @Test
  void aHeldTaskWhoseIssueIsDamagedIsNotTakenForClosed() {
    forge.with(Tasks.ENGINE, issue(1, true, ""));
    forge.damages(new TaskId(Tasks.ENGINE.id(), 1), new PermanentException("cannot read it"));

    Snapshot found =
        source(DependencyRule.MERGED, Tasks.ENGINE)
            .look(List.of(view(Tasks.ENGINE, held(Tasks.ENGINE, 1))));

    assertThat(found.closed().get(Tasks.ENGINE.id())).isEmpty();
    assertThat(found.troubles()).singleElement().asString().contains("cannot read it");
  }

  @Test
  void aRepositoryThatCannotBeReadHidesNoOtherAndClosesNothing() {
    forge.with(Tasks.ENGINE, issue(1, true, "Depends-on: acme/protocol#1"));
    forge.with(Tasks.PROTOCOL, issue(1, false, ""));
    forge.breaks(Tasks.PROTOCOL, new TransientException("cannot list: down", Duration.ZERO));

    Snapshot found =
        source(DependencyRule.MERGED, Tasks.PROTOCOL, Tasks.ENGINE)
            .look(List.of(view(Tasks.PROTOCOL, held(Tasks.PROTOCOL, 1))));

    assertThat(found.open()).hasSize(1);
    assertThat(found.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.repository()).isEqualTo(Tasks.PROTOCOL));
    assertThat(found.closed()).doesNotContainKey(Tasks.PROTOCOL.id());
    assertThat(found.dependencies().waitsFor(found.open().get(0))).isPresent();
  }
}
