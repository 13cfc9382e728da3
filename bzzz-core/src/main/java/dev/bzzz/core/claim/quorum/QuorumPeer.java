package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One peer of a {@link QuorumLedger}, voter and proposer, without threads, network and clock: its
 * driver brings questions, answers and time. The simulator is one. Its parts are those of
 * production. Confined to one thread.
 */
public final class QuorumPeer {
  private final Voter.Party party;
  private final Caller caller;
  private final Undertaking.Asker asker;
  private final Booth booth;

  /**
   * Who it is.
   *
   * @param records checks signatures; all peers of a simulation may share one
   * @param policies names the voters
   * @param disk what it does not forget
   */
  public record Seat(Signer signer, Records records, PolicySource policies, VoterDisk disk) {}

  /** Reaches other voters at once, or not, when this one joins a committee. */
  @FunctionalInterface
  public interface Line {
    /** The answer of a voter; empty when it cannot be reached. */
    Optional<byte[]> ask(AgentId voter, byte[] question);
  }

  /** A peer that has just started. */
  public QuorumPeer(Seat seat, Line line, Random random) {
    Records records = seat.records();
    this.party =
        new Voter.Party(
            MeshLink.DEFAULT_NETWORK,
            seat.signer(),
            Optional.empty(),
            new Memberships(seat.policies()));
    this.asker = new Undertaking.Asker(seat.signer().id(), new Memory(), random);
    this.caller =
        new Caller((to, question, timeout) -> sent(line, to, question), party, records, random);
    seat.disk().settle(); // what a killed process has left is not told before the disk has it
    Epochs epochs = new Epochs(seat.disk());
    Activation activation = new Activation(seat.signer().id(), epochs, caller, Runnable::run);
    this.booth = new Booth(party, new Voter(party, epochs, activation), records);
  }

  private static CompletableFuture<byte[]> sent(Line line, AgentId to, byte[] question) {
    return line.ask(to, question)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("out of reach")));
  }

  /**
   * Its answer to another peer's question, which its driver asks for when it has let some time
   * pass, and perhaps other questions come; only then is what it tells of on the disk.
   *
   * @throws IllegalArgumentException if it is no question of anybody
   */
  public Supplier<byte[]> answer(byte[] question) {
    Booth.Draft draft = booth.draft(question);
    return () -> draft.sealed(booth.voter().settle());
  }

  /** Begins to read a register. */
  public Attempt read(TaskId task, Instant until) {
    return new Attempt(new Rounds.Attempt(task, Optional.empty(), until));
  }

  /** Begins to move a register. */
  public Attempt move(CasRequest request, Instant until) {
    return new Attempt(
        new Rounds.Attempt(
            request.task(),
            Optional.of(new Rounds.Move(request.expected(), request.next())),
            until));
  }

  /** What an attempt wants its driver to do. */
  public sealed interface Step {
    /**
     * Ask voters.
     *
     * @param round to be named with each answer
     * @param what the question in words
     */
    record Ask(int round, String what, List<AgentId> voters, byte[] question) implements Step {}

    /** A read has ended. */
    record Seen(Tip tip) implements Step {}

    /** A move has ended. */
    record Moved(CasResult result) implements Step {}

    /** A read has failed. */
    record Failed(String why) implements Step {}
  }

  /** An attempt to read or to move a register. */
  public final class Attempt {
    private static final Duration OUTDATED_PAUSE = Duration.ofMillis(100);

    private final Rounds.Attempt wanted;
    private Membership membership;
    private Undertaking undertaking;
    private final Map<Integer, Caller.Call> asked = Bounded.map(Pacing.MAX_ROUNDS);
    private Optional<Instant> again = Optional.empty();

    private Attempt(Rounds.Attempt wanted) {
      this.wanted = wanted;
      this.membership = party.membership(wanted.task().repository());
      this.undertaking = undertaking();
    }

    private Undertaking undertaking() {
      return new Undertaking(wanted, membership, asker);
    }

    /** Time has passed; also the first of all. */
    public List<Step> tick(Instant now) {
      if (again.filter(at -> !now.isBefore(at)).isPresent()) {
        again = Optional.empty();
        membership = party.membership(wanted.task().repository());
        undertaking = undertaking();
        asked.clear();
      }
      return again.isPresent() ? List.of() : steps(new ProposerInput.Tick(), now);
    }

    /** A voter's answer has come. */
    public List<Step> heard(int round, AgentId from, byte[] answer, Instant now) {
      Caller.Call call = asked.get(round);
      if (again.isPresent() || call == null) {
        return List.of();
      }
      Answer read;
      try {
        read = caller.read(from, call, new Caller.Said(Optional.empty(), call.signed(), answer));
      } catch (IllegalArgumentException e) {
        return List.of(); // the answer to a question by the policy before
      }
      return steps(new ProposerInput.Heard(round, from, read), now);
    }

    /** When it wants to be told that time has passed. */
    public Optional<Instant> deadline() {
      return again.or(undertaking::deadline);
    }

    private List<Step> steps(ProposerInput input, Instant now) {
      List<Step> steps = new ArrayList<>();
      for (ProposerEffect effect : undertaking.on(input, now)) {
        if (effect instanceof ProposerEffect.Ask ask) {
          Caller.Call call = caller.call(membership, ask.question());
          asked.put(ask.round(), call);
          List<AgentId> voters = membership.committee().voters();
          steps.add(new Step.Ask(ask.round(), text(ask.question()), voters, call.signed()));
        } else if (effect instanceof ProposerEffect.Done done) {
          undertaking.close();
          end(done.result(), now).ifPresent(steps::add);
        } else {
          throw new AssertionError("unhandled effect: " + effect);
        }
      }
      return steps;
    }

    private Optional<Step> end(Result result, Instant now) {
      if (result instanceof Result.Outdated && now.plus(OUTDATED_PAUSE).isBefore(wanted.until())) {
        again = Optional.of(now.plus(OUTDATED_PAUSE));
        return Optional.empty();
      }
      if (wanted.move().isPresent()) {
        return Optional.of(new Step.Moved(QuorumLedger.result(wanted.task(), result)));
      }
      return Optional.of(
          result instanceof Result.Decided decided
              ? new Step.Seen(QuorumLedger.tip(wanted.task(), decided))
              : new Step.Failed(QuorumLedger.why(result)));
    }

    private static String text(Question question) {
      if (question instanceof Question.Prepare prepare) {
        return "promise ballot " + prepare.ballot().epoch() + "." + prepare.ballot().round();
      }
      if (question instanceof Question.Accept accept) {
        Ballot ballot = accept.ballot();
        return "accept "
            + accept.value().newest().id().substring(0, 8)
            + (" with ballot " + ballot.epoch() + "." + ballot.round());
      }
      return "tell what they accepted";
    }
  }
}
