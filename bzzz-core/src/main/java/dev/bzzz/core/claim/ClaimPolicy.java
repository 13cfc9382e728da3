package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may claim in a repository, on which ledger and with how much patience; it lives in {@value
 * #FILE} on the default branch, so a change to it is a reviewed commit.
 *
 * @param agents who may claim, with the names people call them
 * @param revoked keys that may never claim again, each with the reason; none of them is among the
 *     agents or the voters
 * @param ledger kind of the repository's one ledger: {@code git} or {@code quorum}
 * @param namespace where in git the claims are: {@code refs}, in refs of our own, or {@code heads},
 *     in branches, for hosts that take nothing else
 * @param committee the voters; always there when the ledger is a quorum
 * @param timing the patience all agents share
 */
public record ClaimPolicy(
    SortedMap<AgentId, String> agents,
    SortedMap<AgentId, String> revoked,
    String ledger,
    String namespace,
    Optional<Committee> committee,
    ClaimTiming timing) {
  /** Where the policy lives in the repository. */
  public static final String FILE = ".bzzz/policy.json";

  /** Longest policy file. */
  public static final int MAX_BYTES = 1 << 20;

  /** The ledger in the repository's own refs. */
  public static final String GIT_LEDGER = "git";

  /** The ledger that the committee keeps by majority. */
  public static final String QUORUM_LEDGER = "quorum";

  /** The kinds of ledgers. */
  public static final Set<String> LEDGERS =
      Collections.unmodifiableSet(new TreeSet<>(Set.of(GIT_LEDGER, QUORUM_LEDGER)));

  /** Claims in refs of our own, {@code refs/bzzz/claims/}. */
  public static final String REFS_NAMESPACE = "refs";

  /** Claims in branches, {@code bzzz-claims/}. */
  public static final String HEADS_NAMESPACE = "heads";

  /** The places in git. */
  public static final Set<String> NAMESPACES =
      Collections.unmodifiableSet(new TreeSet<>(Set.of(REFS_NAMESPACE, HEADS_NAMESPACE)));

  /** Longest name of an agent and longest reason of a revocation, in characters. */
  public static final int MAX_TEXT = 100;

  /** Most agents, and most revoked keys. */
  public static final int MAX_AGENTS = 10_000;

  /** Copies, and checks how the fields hang together. */
  public ClaimPolicy {
    agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
    revoked = Collections.unmodifiableSortedMap(new TreeMap<>(revoked));
    if (!LEDGERS.contains(ledger)) {
      throw new IllegalArgumentException("\"ledger\" is not one of " + LEDGERS);
    }
    if (!NAMESPACES.contains(namespace)) {
      throw new IllegalArgumentException("\"namespace\" is not one of " + NAMESPACES);
    }
    if (ledger.equals(QUORUM_LEDGER) && committee.isEmpty()) {
      throw new IllegalArgumentException("the ledger \"quorum\" needs a \"committee\"");
    }
    if (ledger.equals(QUORUM_LEDGER) && namespace.equals(HEADS_NAMESPACE)) {
      throw new IllegalArgumentException("a \"namespace\" goes with the ledger \"git\"");
    }
    for (AgentId key : revoked.keySet()) {
      if (agents.containsKey(key)) {
        throw new IllegalArgumentException("the key " + key + " is revoked and an agent's");
      }
      if (committee.filter(each -> each.voters().contains(key)).isPresent()) {
        throw new IllegalArgumentException(
            "the key " + key + " is revoked and a voter's; name another voter");
      }
    }
  }

  /** A policy whose claims, if they are in git, are in refs of our own. */
  public ClaimPolicy(
      SortedMap<AgentId, String> agents,
      SortedMap<AgentId, String> revoked,
      String ledger,
      Optional<Committee> committee,
      ClaimTiming timing) {
    this(agents, revoked, ledger, REFS_NAMESPACE, committee, timing);
  }

  /** A policy on the git ledger, without a committee. */
  public static ClaimPolicy of(Map<AgentId, String> agents, ClaimTiming timing) {
    return new ClaimPolicy(
        new TreeMap<>(agents), new TreeMap<>(), GIT_LEDGER, Optional.empty(), timing);
  }

  /** Whether this agent may claim. A revoked key may not. */
  public boolean authorises(AgentId agent) {
    return agents.containsKey(agent);
  }

  /** Why a key was revoked; empty when it was not. */
  public Optional<String> revocation(AgentId key) {
    return Optional.ofNullable(revoked.get(key));
  }

  /**
   * The policy that lets these agents claim, too; who is an agent keeps the name.
   *
   * @throws IllegalArgumentException if one of the keys was revoked
   */
  public ClaimPolicy admit(Map<AgentId, String> more) {
    for (AgentId key : more.keySet()) {
      revocation(key)
          .ifPresent(
              reason -> {
                throw new IllegalArgumentException(
                    "the key " + key + " was revoked (" + reason + "); give the agent a new one");
              });
    }
    SortedMap<AgentId, String> all = new TreeMap<>(more);
    all.putAll(agents);
    return new ClaimPolicy(all, revoked, ledger, namespace, committee, timing);
  }

  /**
   * The policy by which a key may never claim again.
   *
   * @throws IllegalArgumentException if it is a voter's
   */
  public ClaimPolicy revoke(AgentId key, String reason) {
    SortedMap<AgentId, String> rest = new TreeMap<>(agents);
    rest.remove(key);
    SortedMap<AgentId, String> more = new TreeMap<>(revoked);
    more.put(key, reason);
    return new ClaimPolicy(rest, more, ledger, namespace, committee, timing);
  }

  /**
   * The policy by which an agent has a new key and the old one ends at once; the new one may have
   * been admitted before, under the same name. Where the old key is a voter's, the new one votes in
   * its place, in a new epoch.
   *
   * @throws IllegalArgumentException if the old key is no agent's or the new one cannot be used
   */
  public ClaimPolicy rotate(AgentId before, AgentId after) {
    String name = agents.get(before);
    if (name == null) {
      throw new IllegalArgumentException("the key " + before + " is no agent's");
    }
    String known = agents.getOrDefault(after, name);
    if (after.equals(before) || !known.equals(name)) {
      throw new IllegalArgumentException(
          "the key " + after + " is agent " + known + "'s already; make a new one for " + name);
    }
    Optional<Committee> voters =
        committee.map(now -> now.voters().contains(before) ? replaced(now, before, after) : now);
    return new ClaimPolicy(agents, revoked, ledger, namespace, voters, timing)
        .revoke(before, "replaced by " + after)
        .admit(new TreeMap<>(Map.of(after, name)));
  }

  /** The policy with these voters, in a new epoch. */
  public ClaimPolicy vote(List<AgentId> voters) {
    Committee next =
        committee.map(now -> now.next(voters)).orElseGet(() -> Committee.first(voters));
    return new ClaimPolicy(agents, revoked, ledger, namespace, Optional.of(next), timing);
  }

  /**
   * Reads the policy file.
   *
   * @param where names the repository and commit in errors
   * @throws PermanentException if it is malformed; the message names the field and its line
   */
  public static ClaimPolicy parse(byte[] json, String where) {
    try {
      if (json.length > MAX_BYTES) {
        throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
      }
      return PolicyReader.read(json);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot use the claim policy "
              + FILE
              + " of "
              + where
              + ": "
              + e.getMessage()
              + "; correct it on the default branch, or delete it there and run 'bzzz init'",
          e);
    }
  }

  /**
   * The policy as a file that {@link #parse} reads, for people to read too.
   *
   * @throws IllegalArgumentException if a duration is not a number of whole seconds
   */
  public byte[] toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("v", 1);
    put(root.putObject("agents"), agents);
    if (!revoked.isEmpty()) {
      put(root.putObject("revoked"), revoked);
    }
    root.put("ledger", ledger);
    if (!namespace.equals(REFS_NAMESPACE)) {
      root.put("namespace", namespace);
    }
    if (committee.isPresent()) {
      Committee now = committee.get();
      put(root.putArray("committee"), now.voters());
      root.put("committeeEpoch", now.epoch());
      if (!now.previous().isEmpty()) {
        put(root.putArray("previousCommittee"), now.previous());
      }
    }
    root.put("graceSeconds", seconds(timing.grace()));
    root.put("suspectAfterSeconds", seconds(timing.suspectAfter()));
    root.put("maxHoldSeconds", seconds(timing.maxHold()));
    root.put("maxWorkSeconds", seconds(timing.maxWork()));
    return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static long seconds(Duration duration) {
    if (duration.getNano() != 0) {
      throw new IllegalArgumentException("a policy file takes whole seconds, not " + duration);
    }
    return duration.toSeconds();
  }

  private static Committee replaced(Committee now, AgentId before, AgentId after) {
    return now.next(
        now.voters().stream().map(voter -> voter.equals(before) ? after : voter).toList());
  }

  private static void put(ObjectNode object, SortedMap<AgentId, String> texts) {
    texts.forEach((key, text) -> object.put(key.value(), text));
  }

  private static void put(ArrayNode array, List<AgentId> keys) {
    keys.forEach(key -> array.add(key.value()));
  }
}
