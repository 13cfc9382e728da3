package dev.bzzz.git.ledger;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.LedgerStore;
import dev.bzzz.core.testkit.RandomSteps;
import dev.bzzz.core.testkit.TestAgents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** An agent of its own operating-system process that works on the claims of a shared folder. */
public final class LedgerProcess {
  static final int TASKS = 3;
  static final int TERMS = 3;

  private static final long PAUSE_NANOS = 1_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ClaimLedger ledger;
  private final Identity agent;
  private final Random random;
  private final String head;

  private LedgerProcess(ClaimLedger ledger, Identity agent, Random random) {
    this.ledger = ledger;
    this.agent = agent;
    this.random = random;
    this.head = ledger.scan(GitStore.ID).head();
  }

  /** Starts a process; {@code arguments} go to {@link #main}. */
  static Process start(Object... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LedgerProcess.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Runs one agent: {@code race FOLDER AGENT} until each task had its terms, or {@code random
   * FOLDER AGENT HEAD OBJECTS} for ever.
   */
  public static void main(String[] arguments) {
    GitStore store = GitStore.reopened(Path.of(arguments[1]));
    int number = Integer.parseInt(arguments[2]);
    try (ClaimLedger ledger = store.open()) {
      LedgerProcess process =
          new LedgerProcess(ledger, TestAgents.agent(number), new Random(number));
      if (arguments[0].equals("race")) {
        System.out.println("ready");
        process.race();
      } else {
        process.steps(new LedgerStore.Finished(arguments[3], URI.create(arguments[4])));
      }
    }
  }

  private void race() {
    for (int term = 1; term <= TERMS; term++) {
      for (int number = 1; number <= TASKS; number++) {
        race(new TaskId(GitStore.ID, number), term);
      }
    }
  }

  /** Tries to be granted this term of the task; whoever is gives it up again. */
  private void race(TaskId task, int term) {
    while (true) {
      Tip tip = ledger.read(task);
      long reached = tip.record().map(signed -> signed.record().term()).orElse(0L);
      if (reached >= term) {
        return;
      }
      if (tip.state().isPresent() && tip.state().get() != ClaimState.RELEASED) {
        pause(); // its holder is about to give it up
        continue;
      }
      CasResult result = cas(tip, next(tip).grant(head, "race"));
      if (result instanceof CasResult.Won won) {
        System.out.println("granted " + task.number() + " t" + term);
        won(cas(won.tip(), next(won.tip()).release("next")));
      }
    }
  }

  private void steps(LedgerStore.Finished work) {
    RandomSteps steps = new RandomSteps(head, work, random);
    while (true) {
      TaskId task = new TaskId(GitStore.ID, 1 + random.nextInt(TASKS));
      Optional<CasRequest> request = steps.draw(ledger.read(task), agent);
      if (request.isPresent()) {
        CasResult result = ledger.cas(request.get(), TIMEOUT);
        System.out.println(result.getClass().getSimpleName() + " " + request.get().next());
      }
      pause();
    }
  }

  /** Leaves the processor to the others: there are more processes than cores. */
  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private NextRecord next(Tip tip) {
    return NextRecord.after(tip, Stamp.of(agent.id(), head, Instant.now(), random));
  }

  private CasResult cas(Tip tip, ClaimRecord record) {
    return ledger.cas(new CasRequest(tip, RecordCodec.sign(record, agent)), Duration.ofSeconds(60));
  }

  private static void won(CasResult result) {
    if (!(result instanceof CasResult.Won)) {
      throw new IllegalStateException("the holder could not release: " + result);
    }
  }
}
