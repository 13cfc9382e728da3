package dev.bzzz.core.sim;

import dev.bzzz.core.claim.SignedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Writes the trace of a run, if anybody wants it: most runs are only checked. */
final class Story {
  /** Beyond, a run is told no further: nobody reads more, and memory is finite. */
  static final int MAX_LINES = 1_000_000;

  private final World world;
  private final boolean wanted;
  private final List<Trace.Line> lines = new ArrayList<>();

  Story(World world, boolean wanted) {
    this.world = world;
    this.wanted = wanted;
  }

  void tell(String who, Supplier<String> what) {
    if (wanted && lines.size() < MAX_LINES) {
      lines.add(new Trace.Line(world.now(), who, what.get()));
    }
  }

  Trace trace() {
    return new Trace(lines);
  }

  /** A record in a few words. */
  static String text(SignedRecord signed) {
    var record = signed.record();
    return "#"
        + record.task().number()
        + " "
        + record.state()
        + " t"
        + record.term()
        + " s"
        + record.seq()
        + " "
        + signed.id().substring(0, 8);
  }
}
