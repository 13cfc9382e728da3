package dev.bzzz.core.message;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.mesh.MessageType;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one agent says to all others about tasks. Whoever says it, it moves timers and hints at what
 * to read; it never decides who holds a task.
 *
 * <p>Every message about a claim names task and term, so that it means nothing for any other; the
 * task's id holds the repository's.
 */
public sealed interface Message {
  /** Its word on the wire. */
  MessageType type();

  /** A message about the claim of one task. */
  sealed interface OfTask extends Message {
    /** The task. */
    TaskId task();

    /** The term it is about. */
    long term();
  }

  /**
   * There are tasks of which something has changed on the forge: as a rule they are new. To be
   * looked up there before anything is done about them.
   *
   * @param tasks what each of them asks for, at most {@value #MAX_TASKS} tasks with at most {@value
   *     #MAX_SKILLS} skills each
   */
  record Announcement(SortedMap<TaskId, SortedSet<Skill>> tasks) implements Message {
    /** Most tasks of one message. */
    public static final int MAX_TASKS = 12;

    /** Most skills of one task. */
    public static final int MAX_SKILLS = 8;

    /** Copies the map and checks the sizes. */
    public Announcement {
      TreeMap<TaskId, SortedSet<Skill>> copy = new TreeMap<>();
      tasks.forEach(
          (task, skills) ->
              copy.put(task, Collections.unmodifiableSortedSet(new TreeSet<>(skills))));
      tasks = Collections.unmodifiableSortedMap(copy);
      Checks.size(tasks.size(), 1, MAX_TASKS, "tasks");
      tasks.values().forEach(skills -> Checks.size(skills.size(), 0, MAX_SKILLS, "skills"));
    }

    @Override
    public MessageType type() {
      return MessageType.TASK_ANNOUNCEMENT;
    }
  }

  /**
   * The sender has just looked at the forges of these repositories, and has announced what was new.
   *
   * @param repositories at most {@value #MAX_REPOSITORIES}
   * @param every when to expect the next of these at the latest, from 100 ms to an hour
   */
  record Looked(SortedSet<RepositoryId> repositories, Duration every) implements Message {
    /** Most repositories of one message. */
    public static final int MAX_REPOSITORIES = 64;

    /** Shortest interval. */
    public static final Duration MIN_EVERY = Duration.ofMillis(100);

    /** Longest interval. */
    public static final Duration MAX_EVERY = Duration.ofHours(1);

    /** Copies the set and checks the ranges. */
    public Looked {
      repositories = Collections.unmodifiableSortedSet(new TreeSet<>(repositories));
      Checks.size(repositories.size(), 1, MAX_REPOSITORIES, "repositories");
      Checks.range(every.toMillis(), MIN_EVERY.toMillis(), MAX_EVERY.toMillis(), "every_ms");
    }

    @Override
    public MessageType type() {
      return MessageType.TASK_ANNOUNCEMENT;
    }
  }

  /**
   * The sender is about to ask the ledger for a task.
   *
   * @param term the term that the grant would open
   */
  record Intent(TaskId task, long term) implements OfTask {
    /** Checks the term. */
    public Intent {
      Checks.term(term);
    }

    @Override
    public MessageType type() {
      return MessageType.TASK_CLAIM;
    }
  }

  /**
   * The sender has moved a claim: the ledger holds a newer record.
   *
   * @param record its id
   */
  record Moved(TaskId task, long term, long seq, ClaimState state, String record)
      implements OfTask {
    /** Checks the ranges. */
    public Moved {
      Checks.term(term);
      Checks.range(seq, 1, ClaimRecord.MAX_NUMBER, "seq");
      Checks.hex(64, record, "record");
    }

    @Override
    public MessageType type() {
      return MessageType.TASK_CLAIM;
    }
  }

  /**
   * The sender lives.
   *
   * @param slots how many tasks it works on at once, 1 to 64
   * @param free how many more it can take now: what it holds, has reserved or waits to hear about
   *     is not free; 0 when it takes none
   * @param tasks what it holds, at most {@value #MAX_TASKS}
   * @param every when to expect the next of these at the latest, from 100 ms to 10 min
   * @param heard of whom it has heard last, at most {@value #MAX_HEARD}
   */
  record Availability(
      int slots, int free, SortedSet<TaskId> tasks, Duration every, List<Echo> heard)
      implements Message {
    /** Most tasks of one message. */
    public static final int MAX_TASKS = 64;

    /** Most echoes of one message. */
    public static final int MAX_HEARD = 4;

    /** Shortest interval. */
    public static final Duration MIN_EVERY = Duration.ofMillis(100);

    /** Longest interval. */
    public static final Duration MAX_EVERY = Duration.ofMinutes(10);

    /** Copies the collections and checks the ranges. */
    public Availability {
      tasks =
          tasks.isEmpty()
              ? Collections.emptySortedSet()
              : Collections.unmodifiableSortedSet(new TreeSet<>(tasks));
      heard = List.copyOf(heard);
      Checks.range(slots, 1, MAX_TASKS, "max_tasks");
      Checks.range(free, 0, slots, "free_slots");
      Checks.size(tasks.size(), 0, MAX_TASKS, "tasks");
      Checks.range(every.toMillis(), MIN_EVERY.toMillis(), MAX_EVERY.toMillis(), "every_ms");
      Checks.size(heard.size(), 0, MAX_HEARD, "heard");
    }

    @Override
    public MessageType type() {
      return MessageType.AVAILABILITY_BROADCAST;
    }
  }

  /**
   * A message somebody has heard, told back so that its sender knows how long messages travel,
   * whatever the clocks show.
   *
   * @param peer who sent it
   * @param seq its number in the envelope
   * @param ago how long before this it was heard, at most {@link Availability#MAX_EVERY}
   */
  record Echo(AgentId peer, long seq, Duration ago) {
    /** Checks the ranges. */
    public Echo {
      Checks.range(seq, 1, ClaimRecord.MAX_NUMBER, "seq");
      Checks.range(ago.toMillis(), 0, Availability.MAX_EVERY.toMillis(), "ago_ms");
    }
  }

  /**
   * What the sender can do.
   *
   * @param levels from 0 to 1000 for each skill, at most {@value #MAX_SKILLS} skills
   */
  record Capabilities(SortedMap<Skill, Integer> levels) implements Message {
    /** Most skills of one message. */
    public static final int MAX_SKILLS = 64;

    /** Copies the map and checks the ranges. */
    public Capabilities {
      levels = Collections.unmodifiableSortedMap(new TreeMap<>(levels));
      Checks.size(levels.size(), 0, MAX_SKILLS, "capabilities");
      levels.values().forEach(level -> Checks.range(level, 0, 1000, "a level"));
    }

    @Override
    public MessageType type() {
      return MessageType.CAPABILITY_BROADCAST;
    }
  }

  /**
   * A sealed bid: the hash of a bid that is revealed later.
   *
   * @param commit 64 hexadecimal digits
   */
  record SealedBid(TaskId task, long term, String commit) implements OfTask {
    /** Checks the forms. */
    public SealedBid {
      Checks.term(term);
      Checks.hex(64, commit, "commit");
    }

    @Override
    public MessageType type() {
      return MessageType.TASK_BID;
    }
  }

  /**
   * A sealed bid, opened.
   *
   * @param score how well the bidder suits the task, by its own account: 0 to {@value #MAX_SCORE}
   * @param price what it asks
   * @param salt 32 hexadecimal digits
   */
  record OpenBid(TaskId task, long term, long score, long price, String salt) implements OfTask {
    /** Checks the ranges. */
    public OpenBid {
      Checks.term(term);
      Checks.range(score, 0, MAX_SCORE, "score");
      Checks.range(price, 0, MAX_PRICE, "price");
      Checks.hex(32, salt, "salt");
    }

    private static final byte[] DOMAIN = "bzzz-bid/1\0".getBytes(StandardCharsets.US_ASCII);

    /** What seals this bid of a bidder: SHA-256 of a domain and the bid's canonical JSON. */
    public String commit(AgentId bidder) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("task", task.toString()).put("term", term).put("peer", bidder.value());
      json.put("score", score).put("price", price).put("salt", salt);
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(DOMAIN);
        return HexFormat.of().formatHex(sha.digest(CanonicalJson.write(json)));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has SHA-256", e);
      }
    }

    /** The highest score. */
    public static final long MAX_SCORE = 8_000_000;

    /** The highest price. */
    public static final long MAX_PRICE = 1_000_000_000;

    @Override
    public MessageType type() {
      return MessageType.TASK_BID;
    }
  }

  /**
   * The sender wants to be voted for.
   *
   * @param term the term that the grant would open
   */
  record Candidacy(TaskId task, long term) implements OfTask {
    /** Checks the term. */
    public Candidacy {
      Checks.term(term);
    }

    @Override
    public MessageType type() {
      return MessageType.CLAIM_VOTE;
    }
  }

  /**
   * A member of the committee says who may try for a task. The vote carries a signature of its own,
   * so that it can be shown to others without the message it came in: as part of a {@link
   * dev.bzzz.core.claim.VoteCertificate}.
   *
   * @param candidate who may try
   * @param proof the voter's signature over network, task, term and candidate, in base64
   */
  record Vote(TaskId task, long term, AgentId candidate, String proof) implements OfTask {
    /** Longest signature, in bytes. */
    public static final int MAX_PROOF_BYTES = 64;

    private static final byte[] DOMAIN = "bzzz-vote/1\0".getBytes(StandardCharsets.US_ASCII);

    /** Checks the forms. */
    public Vote {
      Checks.term(term);
      byte[] signature = Base64.getDecoder().decode(proof);
      Checks.range(signature.length, 1, MAX_PROOF_BYTES, "the length of proof");
      Checks.require(Base64.getEncoder().encodeToString(signature).equals(proof), "proof");
    }

    /** A voter's vote. */
    public static Vote cast(Signer voter, String network, Candidacy stood, AgentId candidate) {
      byte[] signature = voter.sign(signed(network, stood.task(), stood.term(), candidate));
      return new Vote(
          stood.task(), stood.term(), candidate, Base64.getEncoder().encodeToString(signature));
    }

    /** Whether this voter has cast it in this network. */
    public boolean isOf(AgentId voter, String network, Verifier verifier) {
      return verifier.verify(
          voter, signed(network, task, term, candidate), Base64.getDecoder().decode(proof));
    }

    /** What a voter signs: a domain and canonical JSON. */
    private static byte[] signed(String network, TaskId task, long term, AgentId candidate) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("network", network).put("task", task.toString()).put("term", term);
      byte[] text = CanonicalJson.write(json.put("candidate", candidate.value()));
      byte[] message = Arrays.copyOf(DOMAIN, DOMAIN.length + text.length);
      System.arraycopy(text, 0, message, DOMAIN.length, text.length);
      return message;
    }

    @Override
    public MessageType type() {
      return MessageType.CLAIM_VOTE;
    }
  }
}
