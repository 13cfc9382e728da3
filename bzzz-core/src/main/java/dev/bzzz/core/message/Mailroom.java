package dev.bzzz.core.message;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Envelope;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens what the mesh delivers, and lets through only what may be acted on: well formed, signed by
 * its sender, meant for this network, from somebody whom the policies of the repositories it speaks
 * of authorise now, new, and within the sender's share.
 *
 * <p>Pure and bounded: at most {@value #MAX_SENDERS} senders with {@value #MAX_BOOTS} starts each
 * are remembered. Messages of starts that were forgotten are stale by then, unless a sender starts
 * more often. Confined to its machine.
 */
public final class Mailroom {
  /** How far ahead a sender's clock may be. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(2);

  /** How old a message may be, by the two clocks. */
  public static final Duration MAX_AGE = Duration.ofMinutes(5);

  /** Most senders that are remembered; the one that was silent longest is forgotten first. */
  public static final int MAX_SENDERS = 4096;

  /** Most starts of one sender that are remembered. */
  public static final int MAX_BOOTS = 4;

  /** Of a start that was not heard before. */
  private static final ReplayWindow UNHEARD = new ReplayWindow();

  private final MeshLink link;
  private final Authority authority;
  private final Post post;
  private final Map<AgentId, Sender> senders = new LinkedHashMap<>();

  /** Who may speak. */
  public interface Authority {
    /** Whether a policy of some repository this agent watches names the sender now. */
    boolean knows(AgentId sender);

    /** Whether the policy of this repository names the sender now. */
    boolean authorises(AgentId sender, RepositoryId repository);
  }

  /** What came of opening a message. */
  public sealed interface Opened {
    /** It may be acted on. */
    record Accepted(Letter letter) implements Opened {}

    /** It may not. */
    record Dropped(DropReason reason) implements Opened {}
  }

  /** What is remembered of a sender. */
  private static final class Sender {
    private final Quota quota;
    private Instant heardAt;
    private String boot = "";
    private ReplayWindow window = new ReplayWindow();

    /** Starts other than the one heard last, those heard longest ago first. */
    private Map<String, ReplayWindow> others = Map.of();

    Sender(Instant now) {
      quota = new Quota(now);
      heardAt = now;
    }

    boolean fresh(Letter letter) {
      ReplayWindow known =
          letter.boot().equals(boot) ? window : others.getOrDefault(letter.boot(), UNHEARD);
      return known.fresh(letter.seq());
    }

    void accept(Letter letter, Instant now) {
      heardAt = now;
      if (!letter.boot().equals(boot)) {
        turnTo(letter.boot());
      }
      window.accept(letter.seq());
    }

    private void turnTo(String next) {
      if (!boot.isEmpty()) {
        others = others.isEmpty() ? new LinkedHashMap<>() : others;
        others.put(boot, window);
      }
      ReplayWindow known = others.isEmpty() ? null : others.remove(next);
      boot = next;
      window = known == null ? new ReplayWindow() : known;
      if (others.size() == MAX_BOOTS) {
        others.remove(others.keySet().iterator().next());
      }
    }
  }

  /** An empty mailroom. */
  public Mailroom(MeshLink link, Authority authority) {
    this(link, authority, Post.signed(link.verifier()));
  }

  /** The same with a post of its own. */
  public Mailroom(MeshLink link, Authority authority, Post post) {
    this.link = link;
    this.authority = authority;
    this.post = post;
  }

  /**
   * Opens one message; never throws, whatever the bytes.
   *
   * @param now by this agent's clock
   */
  public Opened open(byte[] wire, Instant now) {
    if (wire.length > Envelope.MAX_BYTES) {
      return drop(DropReason.OVERSIZED);
    }
    Post.Read read = post.read(wire);
    if (read instanceof Post.Read.Refused refused) {
      return drop(refused.reason());
    }
    Post.Read.Signed signed = (Post.Read.Signed) read;
    return signed.network().equals(link.network())
        ? admit(signed.letter(), now)
        : drop(DropReason.OTHER_NETWORK);
  }

  private Opened admit(Letter letter, Instant now) {
    AgentId from = letter.from();
    if (!authorised(from, letter.message())) {
      return drop(DropReason.UNAUTHORISED);
    }
    if (letter.sentAt().isAfter(now.plus(MAX_AHEAD))) {
      return drop(DropReason.FUTURE_DATED);
    }
    if (letter.sentAt().isBefore(now.minus(MAX_AGE))) {
      return drop(DropReason.STALE);
    }
    Sender sender = senders.get(from);
    if (sender == null) {
      sender = new Sender(now);
      forgetSilent();
      senders.put(from, sender);
    }
    if (!sender.fresh(letter)) {
      return drop(DropReason.REPLAYED); // at nobody's cost: anybody can send it again
    }
    if (!sender.quota.take(now)) {
      return drop(DropReason.OVER_QUOTA);
    }
    sender.accept(letter, now);
    return new Opened.Accepted(letter);
  }

  private boolean authorised(AgentId from, Message message) {
    if (message instanceof Message.OfTask about) {
      return authority.authorises(from, about.task().repository());
    }
    if (message instanceof Message.Announcement announcement) {
      return announcement.tasks().keySet().stream()
          .map(TaskId::repository)
          .distinct()
          .allMatch(repository -> authority.authorises(from, repository));
    }
    if (message instanceof Message.Looked looked) {
      for (RepositoryId repository : looked.repositories()) {
        if (!authority.authorises(from, repository)) {
          return false;
        }
      }
      return true;
    }
    return authority.knows(from); // it speaks about itself
  }

  private void forgetSilent() {
    if (senders.size() == MAX_SENDERS) {
      senders.entrySet().stream()
          .min(Comparator.comparing(each -> each.getValue().heardAt))
          .ifPresent(silent -> senders.remove(silent.getKey()));
    }
  }

  private static Opened drop(DropReason reason) {
    return new Opened.Dropped(reason);
  }
}
