package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForgeFactsTest {
  private static final Identity AGENT = TestAgents.agent(1);
  private static final String COMMIT = "c".repeat(40);
  private static final String HEAD = "d".repeat(40);

  private final InMemoryForge forge = new InMemoryForge("ann", new SecondsClock());
  private final ForgeFacts facts = new ForgeFacts(forge);
  private final List<BzzzException> troubles = new ArrayList<>();
  private final Random random = new Random(1);
  private Repository repository;
  private TaskId task;

  /** A second passes with each look at it. */
  private static final class SecondsClock extends Clock {
    private Instant now = Tasks.EPOCH;

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void createTask() {
    repository = forge.createRepository(new RepositoryName("acme", "shop"), "main");
    task =
        forge
            .createIssue(repository.id(), new IssueDraft("Do it", "", Set.of(TaskParser.LABEL)))
            .id();
  }

  @Test
  void anOpenIssueOfADoneTaskIsNoCause() {
    SignedRecord done = done(published());
    forge.setIssueOpen(task, false);
    forge.setIssueOpen(task, true); // before the pull request, in its own story

    assertThat(new ForgeFacts(forge).look(snapshot(), views(done), troubles::add))
        .containsKey(task);
    forge.merge(repository.id(), "bzzz/1/t1");
    assertThat(cause(done)).contains("reopened:change-2");
  }

  @Test
  void aReopeningBeforeThePullRequestIsNoCause() {
    SignedRecord published = published();
    forge.setIssueOpen(task, false);
    forge.setIssueOpen(task, true);

    SignedRecord done = done(published);

    assertThat(cause(done)).isEmpty();
  }

  @Test
  void aPullRequestThatIsTurnedDownIsACauseAndAMergedOneIsNot() {
    SignedRecord done = done(published());
    long pull = done.record().pr().orElseThrow();
    assertThat(cause(done)).isEmpty();

    forge.setIssueOpen(new TaskId(repository.id(), pull), false);

    assertThat(cause(done)).contains("pr-closed:" + pull);
    assertThat(facts.revived()).containsExactly(task);
    forge.merge(repository.id(), "bzzz/1/t1");
    assertThat(cause(done)).isEmpty();
    assertThat(facts.revived()).isEmpty();
  }

  @Test
  void aSecondPullRequestOfTheBranchIsToldAndItsEndIsThatOfAll() {
    SignedRecord published = published();
    long first = done(published).record().pr().orElseThrow();
    TaskId other = forge.createIssue(repository.id(), new IssueDraft("Other", "", Set.of())).id();
    SignedRecord done = next(published, step -> step.done(OptionalLong.of(other.number())));

    List<TaskFacts.Pull> pulls =
        facts.look(snapshot(), views(done), troubles::add).get(task).pulls();

    assertThat(pulls).containsExactly(new TaskFacts.Pull(first, 1, PullRequest.State.OPEN));
    forge.setIssueOpen(new TaskId(repository.id(), first), false);
    assertThat(cause(done)).contains("pr-closed:" + other.number());
  }

  @Test
  void aTaskDoneWithoutAPullRequestIsNewWhenItsIssueIsReopened() {
    SignedRecord done = next(published(), step -> step.done(OptionalLong.empty()));
    forge.setIssueOpen(task, false);
    forge.setIssueOpen(task, true);

    assertThat(cause(done)).contains("reopened:change-2");
  }

  @Test
  void takingTheLabelAwayAfterAHumanWasAskedIsACause() {
    SignedRecord escalated = next(published(), step -> step.escalate("look"));
    forge.label(task, Set.of(ForgeFacts.HUMAN), Set.of());
    forge.label(task, Set.of(), Set.of(ForgeFacts.HUMAN)); // of an earlier escalation
    assertThat(cause(escalated)).isEmpty();
    assertThat(untold(escalated)).contains(escalated.id());
    forge.comment(task, "A human has to look.", ForgeFacts.marker(escalated));
    assertThat(cause(escalated)).isEmpty();
    assertThat(untold(escalated)).contains(escalated.id());

    forge.label(task, Set.of(ForgeFacts.HUMAN), Set.of());
    assertThat(cause(escalated)).isEmpty();
    assertThat(untold(escalated)).isEmpty();
    forge.label(task, Set.of(), Set.of(ForgeFacts.HUMAN));

    assertThat(cause(escalated).orElseThrow()).startsWith("human:change-");
    assertThat(untold(escalated)).isEmpty();
  }

  @Test
  void anEscalatedTaskIsNewWhenItsIssueIsReopened() {
    SignedRecord escalated = next(published(), step -> step.escalate("look"));
    forge.comment(task, "A human has to look.", ForgeFacts.marker(escalated));

    forge.setIssueOpen(task, false);
    forge.setIssueOpen(task, true);

    assertThat(cause(escalated).orElseThrow()).startsWith("reopened:change-");
  }

  @Test
  void openPullRequestsOfEarlierTermsAreFound() {
    SignedRecord first = done(published());
    SignedRecord again =
        next(
            next(first, step -> step.grantAgain(COMMIT, "test", "human:1")),
            step -> step.publish(HEAD));

    SortedMap<TaskId, TaskFacts> found = facts.look(snapshot(), views(again), troubles::add);

    assertThat(found.get(task).pulls())
        .containsExactly(
            new TaskFacts.Pull(first.record().pr().orElseThrow(), 1, PullRequest.State.OPEN));
  }

  @Test
  void whatIsClosedIsToldWithThePullRequestItHas() {
    SignedRecord published = published();
    PullRequest pull = open(published);
    forge.setIssueOpen(task, false);

    TaskFacts found =
        facts.look(snapshotWith(published), views(published), troubles::add).get(task);

    assertThat(found.closed()).isTrue();
    assertThat(found.pulls())
        .containsExactly(new TaskFacts.Pull(pull.number(), 1, PullRequest.State.OPEN));
  }

  @Test
  void whatIsKnownStaysWhenTheForgeDoesNotAnswer() {
    SignedRecord done = done(published());
    forge.setIssueOpen(new TaskId(repository.id(), done.record().pr().orElseThrow()), false);
    FlakyForge flaky = new FlakyForge(forge);
    ForgeFacts asked = new ForgeFacts(flaky.provider());
    assertThat(asked.look(snapshot(), views(done), troubles::add).get(task).cause()).isPresent();

    flaky.fails = true;
    SortedMap<TaskId, TaskFacts> found = asked.look(snapshot(), views(done), troubles::add);

    assertThat(found.get(task).cause()).isPresent();
    assertThat(troubles).singleElement().isInstanceOf(TransientException.class);
  }

  private Optional<String> cause(SignedRecord record) {
    SortedMap<TaskId, TaskFacts> found = facts.look(snapshot(), views(record), troubles::add);
    assertThat(troubles).isEmpty();
    return found.get(task).cause().map(TaskFacts.Cause::text);
  }

  private Optional<String> untold(SignedRecord record) {
    return facts.look(snapshot(), views(record), troubles::add).get(task).untold();
  }

  private TaskSource.Snapshot snapshot() {
    return source().look(List.of());
  }

  private TaskSource.Snapshot snapshotWith(SignedRecord record) {
    return source().look(views(record));
  }

  private TaskSource source() {
    return new TaskSource(
        List.of(new TaskSource.Watched(forge, repository)), DependencyRule.MERGED);
  }

  private List<LedgerView> views(SignedRecord record) {
    Tip tip = new Tip(task, "at", List.of(record), Optional.empty());
    return List.of(new LedgerView(repository.id(), COMMIT, TestAgents.policyOf(1), List.of(tip)));
  }

  private SignedRecord published() {
    ClaimRecord held = NextRecord.after(Tip.none(task), stamp()).grant(COMMIT, "test");
    return next(RecordCodec.sign(held, AGENT), step -> step.publish(HEAD));
  }

  private PullRequest open(SignedRecord published) {
    Tip tip = new Tip(task, "at", List.of(published), Optional.empty());
    Claim claim = Claim.publishedBy(tip).orElseThrow();
    return forge.openPullRequest(claim, new PullRequestDraft("Done", ""));
  }

  private SignedRecord done(SignedRecord published) {
    long number = open(published).number();
    return next(published, step -> step.done(OptionalLong.of(number)));
  }

  private SignedRecord next(SignedRecord prev, Function<NextRecord, ClaimRecord> step) {
    return RecordCodec.sign(step.apply(NextRecord.after(prev, stamp())), AGENT);
  }

  private Stamp stamp() {
    return Stamp.of(AGENT.id(), COMMIT, Tasks.EPOCH, random);
  }
}
