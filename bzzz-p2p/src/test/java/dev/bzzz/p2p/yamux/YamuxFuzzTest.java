package dev.bzzz.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
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
              List<String> whole = told(machine, List.of(input));

              List<String> pieces = told(machine(dials), Fuzz.split(input, 20, random));

              assertThat(pieces).isEqualTo(whole);
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

  /** The effects, as text; data of a stream that came in several pieces as one. */
  private static List<String> told(YamuxMachine machine, List<byte[]> pieces) {
    List<String> told = new ArrayList<>();
    String last = "";
    for (byte[] piece : pieces) {
      for (YamuxEffect effect : machine.on(new YamuxInput.Received(piece), OneSide.START)) {
        assertThat(last).doesNotStartWith("Closed");
        if (effect instanceof YamuxEffect.Data data) {
          String text = "Data " + data.stream() + " ";
          String more = Frames.hex(data.bytes());
          if (last.startsWith(text)) {
            text = told.remove(told.size() - 1);
          }
          last = text + more;
        } else if (effect instanceof YamuxEffect.Send send) {
          last = "Send " + Frames.hex(send.bytes());
        } else {
          last = effect.toString();
        }
        told.add(last);
      }
    }
    return told;
  }

  private static void anythingGoes(YamuxMachine machine, Random random) {
    for (long stream = 1; stream < 6; stream++) {
      int room = machine.room(stream);
      machine.on(new YamuxInput.Consumed(stream, random.nextInt(50)), OneSide.START);
      machine.on(new YamuxInput.Write(stream, new byte[random.nextInt(50)]), OneSide.START);
      if (random.nextBoolean()) {
        machine.on(new YamuxInput.Finish(stream), OneSide.START);
      }
      assertThat(machine.room(stream)).isLessThanOrEqualTo(room);
    }
    machine.on(new YamuxInput.TransportReady(), OneSide.START);
    machine.on(new YamuxInput.GoAway(), OneSide.START);
    for (int ticks = 0; ticks < 4 && machine.deadline().isPresent(); ticks++) {
      machine.on(new YamuxInput.Tick(), machine.deadline().get());
    }
    assertThat(machine.deadline()).isEmpty();
    assertThat(machine.streams()).isZero();
  }
}
