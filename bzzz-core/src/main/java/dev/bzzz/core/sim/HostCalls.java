package dev.bzzz.core.sim;

import dev.bzzz.core.sim.Fault.Host.Kind;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The network between agents and host: each call takes its time on the way there, happens at one
 * moment, and takes its time on the way back, if nothing befalls it.
 */
final class HostCalls {
  private static final int PERCENT_CARRIED_OUT = 50;

  private final World world;
  private final long minLatency;
  private final long maxLatency;
  private final long timeout;
  private final SimHost host;
  private final Weather weather;
  private final SimRandom chance;
  private long busyUntil;

  HostCalls(World world, Pace pace, SimHost host, Weather weather, SimRandom chance) {
    this.world = world;
    this.minLatency = Micros.of(pace.minLatency());
    this.maxLatency = Micros.of(pace.maxLatency());
    this.timeout = Micros.of(pace.callTimeout());
    this.host = host;
    this.weather = weather;
    this.chance = chance;
  }

  /** When the last of the calls so far will have been carried out and answered. */
  long busyUntil() {
    return busyUntil;
  }

  private void after(long micros, Runnable step) {
    at(world.now() + micros, step);
  }

  private void at(long micros, Runnable step) {
    busyUntil = Math.max(busyUntil, micros);
    world.at(micros, step);
  }

  <T> void call(int agent, Function<SimHost, T> step, Consumer<HostReply<T>> answer) {
    long there = chance.between(minLatency, maxLatency);
    long back = chance.between(minLatency, maxLatency);
    Optional<Fault.Host> struck = weather.strikesCall();
    if (struck.isEmpty()) {
      send(agent, new Way<>(there, back, step), answer);
      return;
    }
    Fault.Host fault = struck.get();
    switch (fault.kind()) {
      case DELAY -> {
        long more = Micros.of(fault.delay());
        Way<T> slow =
            new Way<>(there + chance.between(0, more), back + chance.between(0, more), step);
        send(agent, slow, answer);
      }
      case REPLY_LOST -> {
        carryOut(agent, there, step);
        timeOut(world.now() + timeout, answer);
      }
      case CONFLICT, SERVER_ERROR -> {
        if (chance.percent(PERCENT_CARRIED_OUT)) {
          carryOut(agent, there, step);
        }
        String why = fault.kind() == Kind.CONFLICT ? "409 conflict" : "502 bad gateway";
        after(there + back, () -> answer.accept(HostReply.unknown(why)));
      }
      case TOO_MANY ->
          after(
              there + back,
              () -> answer.accept(HostReply.refused("429 too many requests", fault.delay())));
      case PULLS_REFUSED -> throw new AssertionError("strikes no call");
      default -> throw new AssertionError("unhandled fault: " + fault);
    }
  }

  private record Way<T>(long there, long back, Function<SimHost, T> step) {}

  private <T> void send(int agent, Way<T> way, Consumer<HostReply<T>> answer) {
    long latest = world.now() + timeout;
    long answered = world.now() + way.there + way.back;
    after(
        way.there,
        () -> {
          if (weather.cutOff(agent)) {
            timeOut(latest, answer);
            return;
          }
          T value = way.step.apply(host);
          if (answered > latest) {
            timeOut(latest, answer);
            return;
          }
          at(
              answered,
              () -> {
                if (weather.cutOff(agent)) {
                  timeOut(latest, answer);
                } else {
                  answer.accept(HostReply.of(value));
                }
              });
        });
  }

  private <T> void carryOut(int agent, long there, Function<SimHost, T> step) {
    after(
        there,
        () -> {
          if (!weather.cutOff(agent)) {
            step.apply(host);
          }
        });
  }

  private <T> void timeOut(long at, Consumer<HostReply<T>> answer) {
    at(at, () -> answer.accept(HostReply.unknown("no answer in time")));
  }
}
