package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.LedgerFeatures;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * The ledger that 3, 5 or 7 peers keep together, over a {@link Mesh}: a claim record is written
 * once a majority of the voters named in the repository's policy has it on its disks.
 *
 * <p>It holds against crashes, restarts and lost, late, doubled, forged and replayed messages, and
 * goes on while a majority of the voters lives. It trusts the voters to keep the rules, though none
 * of them accepts a record that {@link dev.bzzz.core.claim.Transitions} forbids. A voter that lost
 * its disk does not vote again before the policy begins a new epoch.
 *
 * <p><b>It moves no branches</b>, so it decides alone only where there are no effects in git: a
 * PUBLISHED record, which comes with a branch, is refused. A register and a git host cannot change
 * in one step, and a branch that follows the record could be missing, or be pushed by an agent that
 * lost its claim meanwhile. Where work is published into git, let {@code GitRefLedger} grant.
 *
 * <p>The chain of a {@link Tip} may lack records in the middle of a very long term. Safe for use by
 * many threads and by many processes, each with an identity of its own.
 */
public final class QuorumLedger implements ClaimLedger {
  /** How long a read and a scan wait for the voters. */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private static final String NO_BRANCHES =
      "a quorum moves no branches, so it cannot publish work into git; use the ledger \"git\" for"
          + " this repository";

  private final Voter.Party party;
  private final Records records;
  private final Rounds rounds;
  private final Scans scans;
  private final Memory memory = new Memory();
  private final Optional<Polling> votes;

  private QuorumLedger(Builder builder, SecureRandom random) {
    this.party =
        new Voter.Party(
            builder.network,
            builder.signer,
            Optional.of(new Sessions(builder.signer.id())),
            new Memberships(builder.policies));
    this.records = new Records(builder.verifier);
    Mesh mesh = builder.mesh;
    Caller caller =
        new Caller(
            (voter, question, timeout) ->
                mesh.requestInline(voter, Wire.PROTOCOL, question, timeout),
            party,
            records,
            random);
    this.votes =
        builder.votes.map(
            folder ->
                Polling.open(new QuorumStore.Place(folder, builder.syncs), party, records, caller));
    votes.ifPresent(station -> station.serve(builder.mesh));
    Canvass canvass = new Canvass(caller, party.signer().id(), votes.map(Polling::voter));
    this.rounds = new Rounds(party, canvass, random);
    this.scans = new Scans(canvass, memory);
  }

  /**
   * Begins a ledger.
   *
   * @param mesh reaches the voters
   * @param signer who asks, and who votes
   * @param policies names the voters
   */
  public static Builder builder(Mesh mesh, Signer signer, PolicySource policies) {
    return new Builder(mesh, signer, policies);
  }

  /** Options of a ledger. Confined to one thread. */
  public static final class Builder {
    private final Mesh mesh;
    private final Signer signer;
    private final PolicySource policies;
    private String network = MeshLink.DEFAULT_NETWORK;
    private Verifier verifier = Verifier.ed25519();
    private Optional<Path> votes = Optional.empty();
    private boolean syncs = true;

    private Builder(Mesh mesh, Signer signer, PolicySource policies) {
      this.mesh = mesh;
      this.signer = signer;
      this.policies = policies;
    }

    /** Which agents belong together; questions of other networks are refused. */
    public Builder network(String name) {
      MeshLink.requireNetwork(name);
      this.network = name;
      return this;
    }

    /** How signatures are checked; Ed25519 unless a simulation brings its own scheme. */
    public Builder verifier(Verifier scheme) {
      this.verifier = scheme;
      return this;
    }

    /**
     * Lets this peer vote where a policy names it.
     *
     * @param folder keeps what it must not forget: on a disk of its own, in no backup that is ever
     *     played back, and of no other peer
     */
    public Builder votes(Path folder) {
      this.votes = Optional.of(folder);
      return this;
    }

    /** Does not wait for the disk; for tests of the protocol, whose voters lose no power. */
    Builder withoutSync() {
      this.syncs = false;
      return this;
    }

    /**
     * Opens the ledger and, if wanted, starts to vote.
     *
     * @throws PermanentException if the folder of the votes cannot be used
     */
    public QuorumLedger open() {
      return new QuorumLedger(this, new SecureRandom());
    }
  }

  @Override
  public LedgerFeatures features() {
    return new LedgerFeatures(false, true);
  }

  @Override
  public Tip read(TaskId task) {
    Rounds.Attempt attempt = Rounds.Attempt.read(task, READ_TIMEOUT);
    Result result = rounds.run(attempt, memory);
    if (result instanceof Result.Decided decided) {
      return tip(task, decided);
    }
    throw new TransientException(
        "cannot read the claim of task "
            + task
            + ": no majority of the voters has answered: "
            + why(result)
            + "; see that a majority of them runs",
        Duration.ZERO);
  }

  @Override
  public CasResult cas(CasRequest request, Duration timeout) {
    SignedRecord next = request.next();
    party.membership(request.task().repository()); // throws where there is no policy
    if (!request.updates().isEmpty()) {
      return new CasResult.Refused(NO_BRANCHES, Duration.ZERO);
    }
    try {
      records.admit(next, party.signer());
    } catch (IOException e) {
      return new CasResult.Refused(String.valueOf(e.getMessage()), Duration.ZERO);
    }
    return result(request.task(), rounds.run(Rounds.Attempt.move(request, timeout), memory));
  }

  @Override
  public LedgerView scan(RepositoryId repository) {
    Membership membership = party.membership(repository);
    return new LedgerView(
        repository,
        membership.policy().head(),
        membership.policy().policy(),
        scans.tips(membership, this::read));
  }

  /** Whether this one votes on a repository now; if not yet, it begins to join. */
  boolean votesNow(RepositoryId repository) {
    return votes
        .map(station -> station.voter().obstacle(party.membership(repository)).isEmpty())
        .orElse(false);
  }

  /** Stops to vote; what was voted stays. */
  @Override
  public void close() {
    try {
      if (votes.isPresent()) {
        votes.get().close();
      }
    } catch (Exception e) {
      throw new PermanentException("cannot close the votes: " + e.getMessage(), e);
    }
  }

  /** What the end of an attempt to move a register means. */
  static CasResult result(TaskId task, Result result) {
    if (result instanceof Result.Decided decided) {
      return ending(task, decided);
    }
    return result instanceof Result.Refused refused
        ? new CasResult.Refused(refused.why(), Duration.ZERO)
        : new CasResult.Unknown("no majority of the voters has answered: " + why(result));
  }

  private static CasResult ending(TaskId task, Result.Decided decided) {
    Tip tip = tip(task, decided);
    return switch (decided.ending()) {
      case WON -> new CasResult.Won(tip);
      case LOST -> new CasResult.Lost(tip);
      default -> new CasResult.Unknown("the register is at " + tip.record() + ": read it again");
    };
  }

  static Tip tip(TaskId task, Result.Decided decided) {
    return decided.value().map(Value::tip).orElseGet(() -> Tip.none(task));
  }

  static String why(Result result) {
    if (result instanceof Result.Undecided undecided) {
      return undecided.why();
    }
    return result instanceof Result.Outdated outdated ? outdated.why() : String.valueOf(result);
  }
}
