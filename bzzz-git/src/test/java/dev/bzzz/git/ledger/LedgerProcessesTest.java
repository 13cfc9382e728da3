package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.RandomSteps;
import dev.bzzz.core.testkit.TestAgents;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several operating-system processes on one folder, some of them killed. */
final class LedgerProcessesTest {
  private static final int RACERS = 4;
  private static final int WORKERS = 2;
  private static final int KILLS = 2;
  private static final int MAX_RESULTS_BETWEEN_KILLS = 6;
  private static final Pattern RESULT = Pattern.compile("^(Won|Lost|Unknown|Refused) ");
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void ofFourProcessesExactlyOneIsGrantedEachTermOfEachTask() throws Exception {
    GitStore store = GitStore.direct(folder);
    List<Process> processes = new ArrayList<>();
    for (int agent = 1; agent <= RACERS; agent++) {
      processes.add(LedgerProcess.start("race", folder, agent));
    }

    List<String> lines = new ArrayList<>();
    for (Process process : processes) {
      LedgerProcess.output(process).lines().forEach(lines::add);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s", lines).isZero();
    }

    List<String> expected = new ArrayList<>();
    for (int task = 1; task <= LedgerProcess.TASKS; task++) {
      for (int term = 1; term <= LedgerProcess.TERMS; term++) {
        expected.add("granted " + task + " t" + term);
      }
    }
    assertThat(lines)
        .filteredOn(line -> line.startsWith("granted"))
        .containsExactlyInAnyOrderElementsOf(expected);
    for (int task = 1; task <= LedgerProcess.TASKS; task++) {
      assertThat(records(store, task)).hasSize(2 * LedgerProcess.TERMS);
    }
    assertThat(store.fsck()).isEmpty();
  }

  @Test
  void processesKilledAtAnyMomentLeaveNothingHalfDone() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    GitStore store = GitStore.direct(folder);
    LedgerStore.Finished work = store.finish();
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker(random.nextInt(16) + 1, work));
    }

    for (int kill = 0; kill < KILLS; kill++) {
      int victim = random.nextInt(WORKERS);
      awaitResults(workers.get(victim), 1 + random.nextInt(MAX_RESULTS_BETWEEN_KILLS));
      workers.get(victim).destroyForcibly().waitFor();
      makeLockFilesOld(store);
      if (kill < KILLS - 1) {
        workers.set(victim, worker(random.nextInt(16) + 1, work));
      }
    }
    for (Process each : workers) {
      each.destroyForcibly().waitFor();
    }
    makeLockFilesOld(store);

    assertThat(store.fsck()).as("seed %d", seed).isEmpty();
    try (ClaimLedger ledger = store.open()) {
      assertThat(ledger.scan(GitStore.ID).tips())
          .as("seed %d", seed)
          .isNotEmpty()
          .allSatisfy(tip -> assertThat(tip.damage()).isEmpty());
      assertBranchesMatchRecords(store, seed);
      assertEveryTaskStillMoves(ledger, work, seed);
    }
  }

  private Process worker(int agent, LedgerStore.Finished work) throws IOException {
    return LedgerProcess.start("random", folder, agent, work.head(), work.objects());
  }

  /** Waits for results: what a library logs when it starts is none. */
  private static void awaitResults(Process process, int results) throws IOException {
    BufferedReader output = LedgerProcess.output(process);
    for (int i = 0; i < results; ) {
      String line = output.readLine();
      assertThat(line).as("a line of a live process").isNotNull();
      i += RESULT.matcher(line).find() ? 1 : 0;
    }
  }

  /** Lets the ten seconds pass after which a lock file counts as left behind. */
  private static void makeLockFilesOld(GitStore store) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(store.bare().resolve("refs"))) {
      files = all.filter(file -> file.toString().endsWith(".lock")).collect(Collectors.toList());
    } catch (java.io.UncheckedIOException e) {
      return; // a live process removed a folder meanwhile; the next round finds the file
    }
    files.add(store.bare().resolve("packed-refs.lock"));
    for (Path file : files) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
      } catch (NoSuchFileException e) {
        continue; // its owner lives and is done
      }
    }
  }

  private static void assertBranchesMatchRecords(GitStore store, long seed) {
    Map<String, String> published = new TreeMap<>();
    for (int task = 1; task <= LedgerProcess.TASKS; task++) {
      for (String record : records(store, task)) {
        String[] parts = record.split(" ");
        if (parts[1].equals("PUBLISHED")) {
          published.put("refs/heads/bzzz/" + task + "/" + parts[2], parts[parts.length - 1]);
        }
      }
    }
    Map<String, String> branches = new TreeMap<>();
    store
        .git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/bzzz")
        .lines()
        .forEach(line -> branches.put(line.split(" ")[0], line.split(" ")[1]));
    assertThat(branches).as("seed %d", seed).isEqualTo(published);
  }

  private static void assertEveryTaskStillMoves(
      ClaimLedger ledger, LedgerStore.Finished work, long seed) {
    RandomSteps steps = new RandomSteps(ledger.scan(GitStore.ID).head(), work, new Random(seed));
    for (int number = 1; number <= LedgerProcess.TASKS; number++) {
      Tip tip = ledger.read(new TaskId(GitStore.ID, number));
      Optional<CasRequest> step = Optional.empty();
      for (int agent = 1; step.isEmpty(); agent++) {
        step = steps.draw(tip, TestAgents.agent(agent));
      }
      assertThat(ledger.cas(step.get(), Duration.ofSeconds(10)))
          .as("seed %d", seed)
          .isInstanceOf(CasResult.Won.class);
    }
  }

  /** Subject and parents of each record of a task, newest first, as plain git shows them. */
  private static List<String> records(GitStore store, int task) {
    if (store.ref(Namespace.REFS.claim(task)).isEmpty()) {
      return List.of();
    }
    return store
        .git("log", "--first-parent", "--format=%s %P", Namespace.REFS.claim(task))
        .lines()
        .toList();
  }
}
