package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.repo.RepositoryId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Who votes on a repository's claims, as its policy says.
 *
 * @param repository the repository
 * @param committee the voters
 * @param id 32 hexadecimal digits that stand for all of this; every message names them, so that
 *     committees are told apart also where somebody forgot to raise the epoch
 * @param policy where it is named
 */
record Membership(
    RepositoryId repository, Committee committee, String id, PolicySource.Snapshot policy) {
  private static final int ID_BYTES = 16;

  /**
   * The membership of a policy.
   *
   * @throws PermanentException if the policy names another ledger
   */
  static Membership of(RepositoryId repository, PolicySource.Snapshot snapshot) {
    requireQuorum(repository, snapshot.policy());
    Committee committee = snapshot.policy().committee().orElseThrow();
    String text = repository + " " + committee; // a record of numbers and ids, in fixed order
    byte[] hash = Bytes.sha256(text.getBytes(StandardCharsets.UTF_8));
    return new Membership(
        repository, committee, HexFormat.of().formatHex(hash, 0, ID_BYTES), snapshot);
  }

  /** The same voters by another policy, or by the same. */
  Membership under(PolicySource.Snapshot snapshot) {
    requireQuorum(repository, snapshot.policy());
    return new Membership(repository, committee, id, snapshot);
  }

  private static void requireQuorum(RepositoryId repository, ClaimPolicy policy) {
    if (!policy.ledger().equals(ClaimPolicy.QUORUM_LEDGER)) {
      throw new PermanentException(
          "cannot use a quorum for the claims of repository "
              + repository
              + ": its "
              + ClaimPolicy.FILE
              + " names the ledger \""
              + policy.ledger()
              + "\"; start an agent that uses that one");
    }
  }

  long epoch() {
    return committee.epoch();
  }

  boolean votes(AgentId peer) {
    return committee.voters().contains(peer);
  }

  boolean voted(AgentId peer) {
    return committee.previous().contains(peer);
  }

  /** Whether a peer may ask: agents propose, voters ask each other. */
  boolean mayAsk(AgentId peer) {
    return policy.policy().authorises(peer) || votes(peer);
  }

  /**
   * How many others have to remember with which store a voter joined. Two such sets have a voter in
   * common that still remembers, when as many voters as may fail have lost their disks.
   */
  int witnesses() {
    int mayFail = committee.voters().size() - committee.majority();
    return (3 * mayFail - 1) / 2 + 1;
  }
}
