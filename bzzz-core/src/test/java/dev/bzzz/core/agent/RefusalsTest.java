package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.Nonce;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task that the ledger refuses again and again is not waited for. */
@Timeout(60)
class RefusalsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final CasResult REFUSED =
      new CasResult.Refused("refs/heads/bzzz is in the way; rename or delete it", Duration.ZERO);

  @TempDir Path folder;
  private final InMemoryForge forge = new InMemoryForge("people");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Identity identity = Identity.generate();
  private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private TaskId task;
  private CasRequest grant;

  @BeforeEach
  void setUp() {
    Repository shop = forge.createRepository(new RepositoryName("acme", "shop"), "main");
    String head =
        ledger.register(
            shop.id(),
            ClaimPolicy.of(new TreeMap<>(Map.of(identity.id(), "ann")), ClaimTiming.LOCAL));
    task =
        forge.createIssue(shop.id(), new IssueDraft("Greet", "Please.", Set.of("bzzz-task"))).id();
    Stamp stamp = new Stamp(identity.id(), head, Nonce.draw(new Random(1)), 1);
    grant =
        new CasRequest(
            ledger.read(task),
            RecordCodec.sign(
                NextRecord.after(ledger.read(task), stamp).grant(head, "optimistic"), identity));
  }

  @Test
  void anAgentWhoseClaimsAreAllRefusedIsIdleAndSaysWhy() throws InterruptedException {
    try (Agent agent = agent(refusing()).build()) {
      assertThat(agent.start().awaitIdle(PATIENCE)).isTrue();

      assertThat(agent.obstacles()).singleElement().asString().contains("is in the way");
    }

    assertThat(ledger.read(task).record()).isEmpty();
    assertThat(refused).as("refusals").hasValue(Refusals.ENOUGH);
    assertThat(troubles()).singleElement().asString().contains("is in the way");
  }

  private List<String> troubles() {
    return events.stream()
        .filter(AgentEvent.ClaimMoved.class::isInstance)
        .map(AgentEvent.ClaimMoved.class::cast)
        .filter(moved -> moved.kind() == Kind.TROUBLE)
        .map(AgentEvent.ClaimMoved::detail)
        .toList();
  }

  @Test
  void aClaimThatOnlyPeopleCanMendIsToldWithTheCommandForIt() throws InterruptedException {
    ledger.overwrite(new Tip(task, "garbage", List.of(), Optional.of("it is garbage")));

    try (Agent agent = agent(ledger).build()) {
      agent.start().awaitIdle(PATIENCE);
    }

    assertThat(troubles())
        .singleElement()
        .asString()
        .startsWith("it is garbage; ")
        .endsWith("until a human runs 'bzzz claims reset acme/shop#" + task.number() + "'");
  }

  @Test
  void onlyRefusalsInARowCount() {
    var refusals = new Refusals();

    answer(refusals, REFUSED, REFUSED);
    assertThat(refusals.why(task)).isEmpty();
    answer(refusals, new CasResult.Lost(ledger.read(task)));
    answer(refusals, REFUSED, REFUSED);
    assertThat(refusals.why(task)).isEmpty();

    answer(refusals, REFUSED);
    assertThat(refusals.why(task)).hasValueSatisfying(why -> assertThat(why).contains("bzzz"));
  }

  @Test
  void aTaskIsInReachWhileAClaimIsUnderWayOrItsAnswerIsLost() {
    var refusals = new Refusals();
    answer(refusals, REFUSED, REFUSED, REFUSED);

    refusals.trying(grant);
    assertThat(refusals.why(task)).as("under way").isEmpty();
    refusals.answered(grant, REFUSED);
    assertThat(refusals.why(task)).as("refused once more").isPresent();

    answer(refusals, new CasResult.Unknown("no answer"));
    assertThat(refusals.why(task)).as("perhaps made").isEmpty();
  }

  private void answer(Refusals refusals, CasResult... results) {
    for (CasResult result : results) {
      refusals.trying(grant);
      refusals.answered(grant, result);
    }
  }

  private AgentBuilder agent(ClaimLedger to) {
    return Agent.builder(identity)
        .name("ann")
        .provider(forge)
        .ledger(to)
        .workspaces((where, base) -> FolderWorkspace.of(folder, SampleWork.FILES))
        .worker((task, workspace, sandbox, context) -> new WorkResult.Failed("no idea how"))
        .sandbox(new DirectSandbox())
        .poll(Duration.ofMillis(50))
        .sink(events::add);
  }

  /** The ledger, but it refuses every move. */
  private ClaimLedger refusing() {
    return (ClaimLedger)
        Proxy.newProxyInstance(
            ClaimLedger.class.getClassLoader(),
            new Class<?>[] {ClaimLedger.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("cas")) {
                refused.incrementAndGet();
                return REFUSED;
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
