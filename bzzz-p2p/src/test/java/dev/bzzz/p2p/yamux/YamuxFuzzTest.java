package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames from anybody: the session goes on or ends, and takes no more memory than it may. */
class YamuxFuzzTest {
  private static final byte[] TALK =
      Frames.join(
          Frames.ping(Frames.SYN, 1),
          Frames.window(Frames.SYN, 1, 0),
          Frames.data(0, 1, 40),
          Frames.data(Frames.SYN | Frames.FIN, 3, 20),
          Frames.window(Frames.ACK, 2, 1000),
          Frames.data(0, 2, 30),
          Frames.window(Frames.FIN, 1, 0));

  private static final List<byte[]> SAMPLES =
      List.of(
          TALK,
          Frames.join(
              Frames.window(Frames.SYN, 5, 0xFFFF_0000L),
              Frames.window(Frames.RST, 5, 0),
              Frames.data(0, 5, 9),
              Frames.goAway(0)),
          Frames.join(Frames.frame(0, 0, Frames.SYN, 7, 262_144), new byte[100]),
          Frames.join(Frames.goAway(2), Frames.window(Frames.RST, 2, 0)));

  @Test
  void anyBytesInAnySplitGiveTheSameSession() {
    Fuzz.of("yamux frames", SAMPLES)
        .run(
            (input, random) -> {
              boolean dials = random.nextBoolean();
              YamuxMachine machine = machine(dials);
              List<Object> whole = told(machine, List.of(input));

              List<Object> pieces = told(machine(dials), Fuzz.split(input, 20, random));

              if (!pieces.equals(whole)) {
                assertThat(pieces).isEqualTo(whole);
              }
              anythingGoes(machine, random);
            });
  }

  /** A session with two own streams, one of which has bytes waiting. */
  private static YamuxMachine machine(boolean dials) {
    YamuxLimits limits = YamuxLimits.defaults();
    YamuxMachine machine = dials ? YamuxMachine.dialer(limits) : YamuxMachine.listener(limits);
    machine.on(new YamuxInput.OpenStream(), OneSide.START);
    machine.on(new YamuxInput.OpenStream(), OneSide.START);
    machine.on(new YamuxInput.TransportFull(), OneSide.START);
    machine.on(new YamuxInput.Write(dials ? 1 : 2, new byte[10]), OneSide.START);
    return machine;
  }

  /** The effects, with arrays that can be compared; data that came in several pieces as one. */
  private static List<Object> told(YamuxMachine machine, List<byte[]> pieces) {
    List<Object> told = new ArrayList<>();
    boolean closed = false;
    for (byte[] piece : pieces) {
      for (YamuxEffect effect : machine.on(new YamuxInput.Received(piece), OneSide.START)) {
        if (closed) {
          throw new AssertionError(effect + " after the end");
        }
        closed = effect instanceof YamuxEffect.Closed;
        add(told, effect);
      }
    }
    return told;
  }

  private static void add(List<Object> told, YamuxEffect effect) {
    if (effect instanceof YamuxEffect.Send send) {
      told.add(ByteBuffer.wrap(send.bytes()));
    } else if (effect instanceof YamuxEffect.Data data) {
      int last = told.size() - 1;
      if (last > 0 && told.get(last - 1).equals(data.stream())) {
        byte[] before = ((ByteBuffer) told.get(last)).array();
        told.set(last, ByteBuffer.wrap(Frames.join(before, data.bytes())));
      } else {
        told.add(data.stream());
        told.add(ByteBuffer.wrap(data.bytes()));
      }
    } else {
      told.add(effect);
    }
  }

  private static void anythingGoes(YamuxMachine machine, Random random) {
    for (long stream = 1; stream < 6; stream++) {
      machine.on(new YamuxInput.Consumed(stream, random.nextInt(50)), OneSide.START);
      machine.on(new YamuxInput.Write(stream, new byte[random.nextInt(50)]), OneSide.START);
      if (random.nextBoolean()) {
        machine.on(new YamuxInput.Finish(stream), OneSide.START);
      }
    }
    machine.on(new YamuxInput.TransportReady(), OneSide.START);
    machine.on(new YamuxInput.GoAway(), OneSide.START);
    for (int ticks = 0; ticks < 4 && machine.deadline().isPresent(); ticks++) {
      machine.on(new YamuxInput.Tick(), machine.deadline().get());
    }
    if (machine.deadline().isPresent() || machine.streams() > 0) {
      throw new AssertionError("it goes on: " + machine);
    }
  }
}
