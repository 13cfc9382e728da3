package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks voters. Safe for use by many threads. */
final class Caller {
  private final Sender sender;
  private final Voter.Party party;
  private final Records records;
  private final Random random;

  /** Takes a question to a voter and brings its answer. */
  @FunctionalInterface
  interface Sender {
    /**
     * Sends; fails when there is no answer in time.
     *
     * @throws IllegalStateException if nothing can be sent any more
     */
    CompletableFuture<byte[]> send(AgentId voter, byte[] question, Duration timeout);
  }

  Caller(Sender sender, Voter.Party party, Records records, Random random) {
    this.sender = sender;
    this.party = party;
    this.records = records;
    this.random = random;
  }

  /** A question that is ready to be sent, to any number of voters. */
  record Call(Membership membership, Question question, byte[] bytes) {}

  Call call(Membership membership, Question question) {
    byte[] nonce = new byte[Wire.NONCE_BYTES];
    random.nextBytes(nonce);
    return new Call(
        membership, question, Wire.ask(request(membership, question), nonce, party.signer()));
  }

  /** What a question says, without its signature. */
  Wire.Request request(Membership membership, Question question) {
    return new Wire.Request(
        party.signer().id(),
        party.network(),
        membership.repository(),
        membership.epoch(),
        membership.id(),
        question);
  }

  /** The bytes of a voter's answer; {@link #read} says what they are worth. */
  CompletableFuture<byte[]> send(AgentId voter, Call call, Duration timeout) {
    try {
      return sender.send(voter, call.bytes(), timeout);
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e); // the mesh was closed
    }
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is not this voter's to this question
   */
  Answer read(AgentId voter, Call call, byte[] bytes) {
    Wire.Asked asked = new Wire.Asked(call.bytes(), call.membership().repository(), records);
    return Wire.answer(bytes, asked, voter, party.verifier());
  }

  /** Asks one voter and waits; an answer that cannot be had is a refusal. */
  Answer ask(AgentId voter, Call call, Duration timeout) throws InterruptedException {
    return await(voter, call, send(voter, call, timeout), timeout);
  }

  /** Waits for the answer to what was sent. */
  Answer await(AgentId voter, Call call, Future<byte[]> sent, Duration timeout)
      throws InterruptedException {
    try {
      return read(voter, call, sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
      return new Answer.Refusal(false, why(e));
    }
  }

  /** Why there is no answer, in a line. */
  static String why(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
