package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Message;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The signed votes by which a committee named the holder of a claim, kept in the evidence of the
 * record that grants it: whoever has the record and the policy can check them, without a network
 * and at any time. Its JSON has about 150 bytes for each vote.
 *
 * <p>It shows who should have tried. Whether the grant stands is the ledger's business alone: with
 * the protocol {@code quorum}, a record without a certificate is one that was written while the
 * committee was silent. Immutable.
 *
 * @param network in which network the votes were cast
 * @param epoch of the committee
 * @param votes the voters and their signatures in base64, from 1 to {@value #MAX_VOTES}
 */
public record VoteCertificate(String network, long epoch, SortedMap<AgentId, String> votes) {
  /** Most votes: there are no larger committees. */
  public static final int MAX_VOTES = 7;

  private static final String FIELD = "quorum";
  private static final Set<String> FIELDS = new TreeSet<>(Set.of("epoch", "network", "votes"));

  /** Copies the votes and checks how many they are. */
  public VoteCertificate {
    MeshLink.requireNetwork(network);
    if (epoch < 1 || epoch > ClaimRecord.MAX_NUMBER) {
      throw new IllegalArgumentException("the epoch of a certificate is from 1 to 2^53-1");
    }
    votes = Collections.unmodifiableSortedMap(new TreeMap<>(votes));
    if (votes.isEmpty() || votes.size() > MAX_VOTES) {
      throw new IllegalArgumentException("a certificate has from 1 to " + MAX_VOTES + " votes");
    }
  }

  /** Votes that make a certificate: so many that any two of them share an honest voter. */
  public static int needed(Committee committee) {
    int voters = committee.voters().size();
    int faulty = (voters - 1) / 3;
    return (voters + faulty) / 2 + 1;
  }

  /**
   * The certificate of a record; empty when it has none.
   *
   * @throws IllegalArgumentException if its evidence says it has one, and it is malformed
   */
  public static Optional<VoteCertificate> of(ClaimRecord record) {
    return record
        .evidence()
        .map(evidence -> evidence.get(FIELD))
        .filter(quorum -> quorum != null)
        .map(VoteCertificate::read);
  }

  private static VoteCertificate read(JsonNode quorum) {
    Set<String> names = new TreeSet<>();
    quorum.fieldNames().forEachRemaining(names::add);
    JsonNode network = quorum.path("network");
    JsonNode epoch = quorum.path("epoch");
    JsonNode votes = quorum.path("votes");
    boolean formed =
        names.equals(FIELDS)
            && network.isTextual()
            && epoch.isIntegralNumber()
            && epoch.canConvertToLong()
            && votes.isObject();
    if (!formed) {
      throw new IllegalArgumentException("a certificate has the fields " + FIELDS);
    }
    SortedMap<AgentId, String> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> vote : votes.properties()) {
      if (!vote.getValue().isTextual()) {
        throw new IllegalArgumentException("a vote in a certificate is no text");
      }
      read.put(new AgentId(vote.getKey()), vote.getValue().textValue());
    }
    return new VoteCertificate(network.textValue(), epoch.longValue(), read);
  }

  /** The evidence to put into the record of the grant. */
  ObjectNode evidence() {
    ObjectNode evidence = JsonNodeFactory.instance.objectNode();
    ObjectNode quorum = evidence.putObject(FIELD).put("epoch", epoch).put("network", network);
    ObjectNode signatures = quorum.putObject("votes");
    votes.forEach((voter, proof) -> signatures.put(voter.value(), proof));
    return evidence;
  }

  /**
   * Why this does not show that the committee named the holder of a record for its term; empty when
   * it does.
   *
   * @param record of the term, from its grant on
   * @param committee that of the policy which the granting record names
   * @param verifier {@link Verifier#ed25519()}, but for a simulation
   */
  public Optional<String> violation(ClaimRecord record, Committee committee, Verifier verifier) {
    if (committee.epoch() != epoch) {
      return Optional.of(
          "the votes are of epoch " + epoch + ", the committee is of " + committee.epoch());
    }
    for (Map.Entry<AgentId, String> each : votes.entrySet()) {
      if (!committee.voters().contains(each.getKey())) {
        return Optional.of(each.getKey() + " is not of the committee");
      }
      if (!proven(record, each.getKey(), each.getValue(), verifier)) {
        return Optional.of(
            each.getKey() + " has not voted for " + record.holder() + " in this term of the task");
      }
    }
    return votes.size() >= needed(committee)
        ? Optional.empty()
        : Optional.of(votes.size() + " of " + needed(committee) + " votes that are needed");
  }

  private boolean proven(ClaimRecord record, AgentId voter, String proof, Verifier verifier) {
    try {
      return new Message.Vote(record.task(), record.term(), record.holder(), proof)
          .isOf(voter, network, verifier);
    } catch (IllegalArgumentException e) {
      return false; // no signature at all
    }
  }
}
