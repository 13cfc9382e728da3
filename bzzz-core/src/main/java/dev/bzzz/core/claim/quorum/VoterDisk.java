package dev.bzzz.core.claim.quorum;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The disk of a simulated voter. It outlives the peer, and what was not synced is gone after a
 * crash. Confined to one simulation.
 */
public final class VoterDisk implements Votes {
  private final Set<Note> synced;
  private final String id;
  private VoteState now = new VoteState();
  private VoteState durable = new VoteState();
  private final List<Entry> unsettled = new ArrayList<>();

  /** What a voter writes down. */
  public enum Note {
    /** To accept nothing below a ballot. */
    PROMISE,
    /** What it accepted. */
    VALUE,
    /** In which epoch it votes. */
    EPOCH,
    /** With which store another voter joined. */
    WITNESS
  }

  /** A disk on which everything is before the voter answers, as in production. */
  public static VoterDisk empty(Random random) {
    return new VoterDisk(random, EnumSet.allOf(Note.class));
  }

  /**
   * An empty disk.
   *
   * @param random makes its name
   * @param synced what is on it before the voter answers; all else is lost in a crash
   */
  public VoterDisk(Random random, Set<Note> synced) {
    byte[] bytes = new byte[Question.STORE_BYTES];
    random.nextBytes(bytes);
    this.id = HexFormat.of().formatHex(bytes);
    this.synced = Set.copyOf(synced);
  }

  /** The machine dies: what was not synced is gone. */
  public void crash() {
    unsettled.clear();
    now = new VoteState();
    now.apply(durable.entries());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public VoteState state() {
    return now;
  }

  @Override
  public void write(List<Entry> entries) {
    now.apply(entries);
    for (Entry entry : entries) {
      if (synced.contains(note(entry))) {
        unsettled.add(entry instanceof Entry.Stored stored ? withoutUnsynced(stored) : entry);
      }
    }
  }

  @Override
  public void settle() {
    durable.apply(unsettled);
    unsettled.clear();
  }

  /** A value comes with the promise of the next ballot. */
  private Entry withoutUnsynced(Entry.Stored stored) {
    Register all = stored.register();
    return synced.contains(Note.PROMISE)
        ? stored
        : new Entry.Stored(
            stored.task(), new Register(all.accepted(), all.accepted(), all.value()));
  }

  private static Note note(Entry entry) {
    if (entry instanceof Entry.Promised) {
      return Note.PROMISE;
    } else if (entry instanceof Entry.Stored) {
      return Note.VALUE;
    }
    return entry instanceof Entry.Stands ? Note.EPOCH : Note.WITNESS;
  }
}
