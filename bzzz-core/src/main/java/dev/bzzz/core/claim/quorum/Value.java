package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a register holds: the newest record of a task and as much of what was before as its readers
 * need.
 *
 * @param chain the term from its newest record back to the grant. Where that is longer than {@value
 *     #CHAIN_BYTES} bytes, records in the middle are left out: a term may have any number of
 *     checkpoints, a message may not
 * @param before the record before a grant, which has no predecessor in the chain
 * @param recent the first half of the ids of the newest {@value #MAX_RECENT} records of the task,
 *     whatever their terms
 */
record Value(List<SignedRecord> chain, Optional<SignedRecord> before, List<String> recent) {
  /** How long a chain may become before records in its middle are left out. */
  static final int CHAIN_BYTES = 40 * 1024;

  /** How many ids are kept. */
  static final int MAX_RECENT = 128;

  private static final int MAX_CHAIN = 1 << 10;

  /** Half of a record id: enough to tell the records of one task apart. */
  private static final int ID_BYTES = 16;

  private static final HexFormat HEX = HexFormat.of();

  Value {
    chain = List.copyOf(chain);
    recent = List.copyOf(recent);
    if (chain.isEmpty() || recent.isEmpty() || !recent.get(0).equals(shortId(chain.get(0)))) {
      throw new IllegalArgumentException("a value begins with its newest record");
    }
  }

  /** The value after the first record of a task. */
  static Value first(SignedRecord next) {
    return new Value(List.of(next), Optional.empty(), List.of(shortId(next)));
  }

  /** The value with one record more. */
  Value then(SignedRecord next) {
    List<String> ids = new ArrayList<>(List.of(shortId(next)));
    ids.addAll(recent.subList(0, Math.min(recent.size(), MAX_RECENT - 1)));
    if (next.record().grant().isEmpty()) {
      return new Value(List.of(next), Optional.of(newest()), ids);
    }
    List<SignedRecord> longer = new ArrayList<>(List.of(next));
    longer.addAll(chain);
    return new Value(shortened(longer), Optional.empty(), ids);
  }

  SignedRecord newest() {
    return chain.get(0);
  }

  TaskId task() {
    return newest().record().task();
  }

  /** Where the register stands, as {@link Tip#position()}. */
  String position() {
    return newest().id();
  }

  Tip tip() {
    return new Tip(task(), position(), chain, Optional.empty());
  }

  boolean has(SignedRecord record) {
    return recent.contains(shortId(record));
  }

  /** Whether another record is known to stand where this one would. */
  boolean excludes(SignedRecord record) {
    long back = newest().record().seq() - record.record().seq();
    return back >= 0 && back < recent.size() && !recent.get((int) back).equals(shortId(record));
  }

  /** Why the newest record may not follow the one before; empty when it may. */
  Optional<String> violation(PolicyHistory policies) {
    Optional<SignedRecord> prev = chain.size() > 1 ? Optional.of(chain.get(1)) : before;
    return Transitions.violation(prev, newest(), policies);
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(chain.size());
    for (SignedRecord record : chain) {
      write(record, out);
    }
    out.writeBoolean(before.isPresent());
    if (before.isPresent()) {
      write(before.get(), out);
    }
    out.writeByte(recent.size());
    for (String id : recent) {
      out.write(HEX.parseHex(id));
    }
  }

  /** Reads what {@link #write} has written; the signatures are the business of {@code records}. */
  static Value read(DataInput in, Records records) throws IOException {
    int count = in.readUnsignedShort();
    if (count > MAX_CHAIN) {
      throw new IOException("a chain of " + count + " records");
    }
    List<SignedRecord> chain = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chain.add(record(in, records));
    }
    Optional<SignedRecord> before =
        in.readBoolean() ? Optional.of(record(in, records)) : Optional.empty();
    int ids = in.readUnsignedByte();
    List<String> recent = new ArrayList<>();
    for (int i = 0; i < ids; i++) {
      recent.add(HEX.formatHex(Bytes.read(in, ID_BYTES)));
    }
    return new Value(chain, before, recent);
  }

  /** Newest, its predecessor and the grant stay; of the others as many as there is room for. */
  private static List<SignedRecord> shortened(List<SignedRecord> chain) {
    int last = chain.size() - 1;
    int bytes = size(chain.get(0)) + size(chain.get(1)) + (last > 1 ? size(chain.get(last)) : 0);
    List<SignedRecord> kept = new ArrayList<>(chain.subList(0, 2));
    for (int i = 2; i < last; i++) {
      bytes += size(chain.get(i));
      if (bytes > CHAIN_BYTES || kept.size() > MAX_CHAIN - 2) {
        break;
      }
      kept.add(chain.get(i));
    }
    if (last > 1) {
      kept.add(chain.get(last));
    }
    return kept;
  }

  private static String shortId(SignedRecord record) {
    return record.id().substring(0, 2 * ID_BYTES);
  }

  private static int size(SignedRecord record) {
    return record.json().length + record.signature().length;
  }

  private static void write(SignedRecord record, DataOutput out) throws IOException {
    Bytes.write(out, record.json());
    Bytes.write(out, record.signature());
  }

  private static SignedRecord record(DataInput in, Records records) throws IOException {
    byte[] json = Bytes.read(in);
    return records.verified(json, Bytes.read(in));
  }
}
