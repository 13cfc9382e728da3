package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.Conditions;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EpochsTest {
  private final RecordPool pool = new RecordPool(RecordPool::rightly);
  private final Membership first = pool.membership();
  private final Membership second = pool.after(first, first.committee().voters());
  private final Epochs epochs = new Epochs(VoterDisk.empty(new Random(1)));

  @Test
  void aVoterVotesInOneEpochAfterTheOther() {
    Epochs.Stage before = epochs.stage(first);
    epochs.begin(first, new TreeMap<>());
    Epochs.Stage begun = epochs.stage(first);
    Epochs.Stage next = epochs.stage(second);
    Optional<String> obstacle = epochs.seal(second);
    Epochs.Stage sealed = epochs.stage(first);
    epochs.begin(second, new TreeMap<>());

    assertThat(before).isEqualTo(Epochs.Stage.AHEAD);
    assertThat(begun).isEqualTo(Epochs.Stage.NOW);
    assertThat(next).isEqualTo(Epochs.Stage.AHEAD);
    assertThat(obstacle).isEmpty();
    assertThat(sealed).isEqualTo(Epochs.Stage.OVER);
    assertThat(epochs.stage(second)).isEqualTo(Epochs.Stage.NOW);
  }

  @Test
  void whoIsAskedInAnEpochThatIsOverRefuses() {
    epochs.begin(first, new TreeMap<>());
    epochs.seal(second);

    Answer answer = epochs.voting(first, () -> new Answer.Joined("it votes"));

    assertThat(answer).isEqualTo(new Answer.Refusal(false, "epoch 1 is over"));
  }

  @Test
  void anEpochDoesNotEndWhileTheVoterVotes() {
    epochs.begin(first, new TreeMap<>());
    AtomicReference<Epochs.Stage> whileVoting = new AtomicReference<>();
    Thread ending = new Thread(() -> epochs.seal(second));

    epochs.voting(
        first,
        () -> {
          ending.start();
          Conditions.await(
              () ->
                  ending.getState() == Thread.State.WAITING
                      || ending.getState() == Thread.State.TERMINATED);
          whileVoting.set(epochs.stage(first));
          return new Answer.Joined("it votes");
        });
    Conditions.await(() -> epochs.stage(first) == Epochs.Stage.OVER);

    assertThat(whileVoting).hasValue(Epochs.Stage.NOW);
  }
}
