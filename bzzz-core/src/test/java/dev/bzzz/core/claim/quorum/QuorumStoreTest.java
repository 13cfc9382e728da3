package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuorumStoreTest {
  private static final AgentId VOTER = TestAgents.agent(101).id();
  private static final RepositoryId REPOSITORY = new RepositoryId("1".repeat(32));
  private static final TaskId TASK = new TaskId(REPOSITORY, 3);
  private static final String COMMIT = "a".repeat(40);

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsThereAgain() {
    Entry.Standing standing = new Entry.Standing(1, "m1", 2, "m2");
    Register register = accepted(4);
    try (QuorumStore store = open()) {
      write(store, List.of(new Entry.Stored(TASK, accepted(1))));
      write(
          store,
          List.of(
              new Entry.Stored(TASK, register),
              new Entry.Promised(TASK, ballot(9)),
              new Entry.Stands(REPOSITORY, standing),
              new Entry.Witnessed(REPOSITORY, "m1", VOTER, "s1")));
    }

    try (QuorumStore store = open()) {
      assertThat(store.state().register(TASK))
          .isEqualTo(new Register(ballot(9), register.accepted(), register.value()));
      assertThat(store.state().standing(REPOSITORY)).isEqualTo(standing);
      assertThat(store.state().witnessed(REPOSITORY, "m1", VOTER)).contains("s1");
      assertThat(store.state().witnessed(REPOSITORY, "m2", VOTER)).isEmpty();
    }
  }

  @Test
  void aStoreKeepsItsIdAndALostOneHasAnother() throws IOException {
    String id = idOf(open());

    assertThat(idOf(open())).isEqualTo(id);
    Files.delete(folder.resolve("votes"));
    assertThat(idOf(open())).isNotEqualTo(id);
  }

  @Test
  void aTornEndIsCutOffWhereverItWasTorn() throws IOException {
    long whole;
    try (QuorumStore store = open()) {
      write(store, List.of(new Entry.Promised(TASK, ballot(1))));
      whole = Files.size(votes());
      write(store, List.of(new Entry.Promised(TASK, ballot(2))));
    }
    byte[] bytes = Files.readAllBytes(votes());

    for (int length = (int) whole; length < bytes.length; length += 7) {
      Files.write(votes(), Arrays.copyOf(bytes, length));
      try (QuorumStore store = open()) {
        assertThat(store.state().register(TASK).promised()).isEqualTo(ballot(1));
        write(store, List.of(new Entry.Promised(TASK, ballot(3))));
      }
      try (QuorumStore store = open()) {
        assertThat(store.state().register(TASK).promised()).isEqualTo(ballot(3));
      }
    }
  }

  @Test
  void anyOtherDamageStopsTheVoter() throws IOException {
    try (QuorumStore store = open()) {
      write(store, List.of(new Entry.Promised(TASK, ballot(1))));
      write(store, List.of(new Entry.Promised(TASK, ballot(2))));
    }
    byte[] bytes = Files.readAllBytes(votes());
    long first = bytes.length / 3;

    for (int at = (int) first; at < 2 * first; at += 11) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x40;
      Files.write(votes(), damaged);

      assertThatThrownBy(this::open)
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("begin a new epoch with 'bzzz policy vote'");
    }
  }

  @Test
  void aFolderHasOneVoterAtATimeAndKeepsIt() {
    try (QuorumStore store = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("another agent does");
      assertThat(store.id()).isNotBlank();
    }
    AgentId other = TestAgents.agent(102).id();
    QuorumStore.Place place = new QuorumStore.Place(folder, false);

    assertThatThrownBy(() -> QuorumStore.open(place, other, new Random(1)))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("it holds the votes of " + VOTER);
  }

  @Test
  void theFileIsWrittenAnewWhenMostOfItIsOutdated() throws IOException {
    Register register = accepted(1);
    try (QuorumStore store = open()) {
      for (int i = 0; i < 500; i++) {
        write(store, List.of(new Entry.Stored(TASK, register)));
      }
      write(store, List.of(new Entry.Promised(TASK, ballot(5))));
      assertThat(Files.size(votes())).isLessThan(1 << 20);
    }

    try (QuorumStore store = open()) {
      assertThat(store.state().register(TASK).promised()).isEqualTo(ballot(5));
      assertThat(store.state().register(TASK).value()).isEqualTo(register.value());
    }
  }

  @Test
  void manyWritersShareTheDisk() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (QuorumStore store = open()) {
      for (int i = 1; i <= 200; i++) {
        TaskId task = new TaskId(REPOSITORY, i);
        threads.execute(() -> write(store, List.of(new Entry.Promised(task, ballot(7)))));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    try (QuorumStore store = open()) {
      assertThat(store.state().registers(REPOSITORY, 0, 1000).values())
          .hasSize(200)
          .allMatch(register -> register.promised().equals(ballot(7)));
    }
  }

  @Test
  void whatIsWrittenIsSeenAtOnceAndOnTheDiskOnceTheStoreHasSettled() throws IOException {
    try (QuorumStore store = open()) {
      long before = Files.size(votes());
      store.write(List.of(new Entry.Promised(TASK, ballot(1))));
      store.write(List.of(new Entry.Promised(TASK, ballot(2))));

      assertThat(store.state().register(TASK).promised()).isEqualTo(ballot(2));
      assertThat(Files.size(votes())).isEqualTo(before);

      store.settle();
      assertThat(Files.size(votes())).isGreaterThan(before);
    }
  }

  @Test
  void whatNeverSettledIsGoneAfterACrash() {
    QuorumStore store = open();
    write(store, List.of(new Entry.Promised(TASK, ballot(1))));
    store.write(List.of(new Entry.Promised(TASK, ballot(2))));
    store.close();

    try (QuorumStore again = open()) {
      assertThat(again.state().register(TASK).promised()).isEqualTo(ballot(1));
    }
  }

  @Test
  void aStoreThatCouldNotWriteNeverSettlesAgain() {
    QuorumStore store = open();
    store.write(List.of(new Entry.Promised(TASK, ballot(1))));
    store.close();

    assertThatThrownBy(store::settle)
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot write the votes");
  }

  @Test
  void aClosedStoreWritesNothing() {
    QuorumStore store = open();
    store.close();

    assertThatThrownBy(() -> store.write(List.of(new Entry.Promised(TASK, ballot(1)))))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("it is closed");
  }

  private static void write(QuorumStore store, List<Entry> entries) {
    store.write(entries);
    store.settle();
  }

  private QuorumStore open() {
    return QuorumStore.open(new QuorumStore.Place(folder, false), VOTER, new Random());
  }

  private static String idOf(QuorumStore store) {
    try (store) {
      return store.id();
    }
  }

  private Path votes() {
    return folder.resolve("votes");
  }

  private static Ballot ballot(long round) {
    return new Ballot(1, round, VOTER.value(), 42);
  }

  private static Register accepted(long round) {
    var record = Steps.grant(Tip.none(TASK), TestAgents.agent(1), COMMIT).next();
    return new Register(ballot(round), ballot(round), Optional.of(Value.first(record)));
  }
}
