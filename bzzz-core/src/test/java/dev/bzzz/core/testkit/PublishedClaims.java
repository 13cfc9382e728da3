package dev.bzzz.core.testkit;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Claims in the states that providers have to deal with, taken from a ledger in memory. */
public final class PublishedClaims {
  private static final Identity AGENT = TestAgents.agent(1);
  private static final Random RANDOM = new Random(1);

  private PublishedClaims() {}

  /** The claim that agent 1 was granted for the first time. */
  public static Claim held(TaskId task) {
    InMemoryLedger ledger = new InMemoryLedger();
    String base = ledger.register(task.repository(), TestAgents.policyOf(1));
    return Claim.heldBy(AGENT.id(), grant(ledger, task, base)).orElseThrow();
  }

  /**
   * The first claim of a task, published.
   *
   * @param head the finished commit; its branch is {@code bzzz/<number>/t1}
   */
  public static Claim published(TaskId task, String head) {
    InMemoryLedger ledger = new InMemoryLedger();
    String base = ledger.register(task.repository(), TestAgents.policyOf(1));
    Tip held = grant(ledger, task, base);
    Claim claim = Claim.heldBy(AGENT.id(), held).orElseThrow();
    SignedRecord record = sign(NextRecord.after(held, stamp(base)).publish(head));
    CasRequest request =
        new CasRequest(held, record, List.of(claim.publish(head, URI.create("memory:objects"))));
    return Claim.publishedBy(won(ledger, request)).orElseThrow();
  }

  private static Tip grant(InMemoryLedger ledger, TaskId task, String base) {
    Tip none = ledger.read(task);
    ClaimRecord record = NextRecord.after(none, stamp(base)).grant(base, "optimistic");
    return won(ledger, new CasRequest(none, sign(record)));
  }

  private static Stamp stamp(String policy) {
    return Stamp.of(AGENT.id(), policy, Instant.EPOCH, RANDOM);
  }

  private static SignedRecord sign(ClaimRecord record) {
    return RecordCodec.sign(record, AGENT);
  }

  private static Tip won(InMemoryLedger ledger, CasRequest request) {
    CasResult result = ledger.cas(request, Duration.ofSeconds(10));
    if (result instanceof CasResult.Won won) {
      return won.tip();
    }
    throw new AssertionError("the ledger in memory says " + result);
  }
}
