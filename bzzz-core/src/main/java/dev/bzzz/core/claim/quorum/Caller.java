package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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

  /** A question that is ready to be sent, to any number of voters. Safe for use by many threads. */
  static final class Call {
    private final Membership membership;
    private final byte[] body;
    private final Voter.Party party;
    private byte @Nullable [] signed;

    private Call(Membership membership, byte[] body, Voter.Party party) {
      this.membership = membership;
      this.body = body;
      this.party = party;
    }

    /** The bytes that ask everybody; signed once, and not before somebody needs it. */
    synchronized byte[] signed() {
      if (signed == null) {
        byte[] key = party.sessions().map(Sessions::key).orElseGet(() -> new byte[0]);
        signed = Wire.ask(body, key, party.signer());
      }
      return signed;
    }
  }

  /**
   * A voter's answer that nobody has checked.
   *
   * @param session in which session it was asked; empty when with a signature
   * @param question the bytes that asked
   */
  record Said(Optional<Session> session, byte[] question, byte[] answer) {}

  Call call(Membership membership, Question question) {
    byte[] nonce = new byte[Wire.NONCE_BYTES];
    random.nextBytes(nonce);
    return new Call(membership, Wire.body(request(membership, question), nonce), party);
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

  /** A voter's answer; {@link #read} says what it is worth. */
  CompletableFuture<Said> send(AgentId voter, Call call, Duration timeout) {
    Optional<Session> session = party.sessions().flatMap(known -> known.toAsk(voter));
    if (session.isEmpty()) {
      return sendSigned(voter, call, timeout);
    }
    byte[] question = Wire.ask(call.body, session.get());
    return post(voter, question, timeout)
        .thenCompose(
            answer -> {
              if (!Wire.isUnknownSession(answer)) {
                return CompletableFuture.completedFuture(new Said(session, question, answer));
              }
              party.sessions().ifPresent(known -> known.forget(voter, session.get()));
              return sendSigned(voter, call, timeout);
            });
  }

  private CompletableFuture<Said> sendSigned(AgentId voter, Call call, Duration timeout) {
    byte[] question = call.signed();
    return post(voter, question, timeout)
        .thenApply(answer -> new Said(Optional.empty(), question, answer));
  }

  private CompletableFuture<byte[]> post(AgentId voter, byte[] question, Duration timeout) {
    try {
      return sender.send(voter, question, timeout);
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e); // the mesh was closed
    }
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is not this voter's to this question
   */
  Answer read(AgentId voter, Call call, Said said) {
    Letter letter = Letter.read(said.answer());
    Answer answer =
        Wire.answer(
            letter,
            new Wire.Asked(said.question(), said.session(), call.membership.repository(), records),
            voter);
    party.sessions().ifPresent(known -> known.metVoter(voter, letter.key()));
    return answer;
  }

  /** Asks one voter and waits; an answer that cannot be had is a refusal. */
  Answer ask(AgentId voter, Call call, Duration timeout) throws InterruptedException {
    return await(voter, call, send(voter, call, timeout), timeout);
  }

  /** Waits for the answer to what was sent. */
  Answer await(AgentId voter, Call call, Future<Said> sent, Duration timeout)
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
