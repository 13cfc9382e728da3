package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.multistream.NegotiationEffect;
import dev.bzzz.p2p.multistream.NegotiationInput;
import dev.bzzz.p2p.multistream.NegotiationMachine;
import dev.bzzz.p2p.noise.NoiseChannel;
import dev.bzzz.p2p.noise.NoiseEffect;
import dev.bzzz.p2p.noise.NoiseIdentity;
import dev.bzzz.p2p.noise.NoiseInput;
import dev.bzzz.p2p.noise.NoiseMachine;
import dev.bzzz.p2p.noise.X25519Key;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a link into a secured one: agrees on noise, shakes hands, and agrees on yamux. Ends in any
 * case within the time that it is given. Confined to the loop.
 */
final class Upgrade implements Link.Listener, NoiseEffect.Handler {
  /** The name of the encryption. */
  static final String NOISE = "/noise";

  private final Link link;
  private final NodeLoop loop;
  private final Role role;
  private final Outcome outcome;
  private final MachineRunner<NegotiationInput, NegotiationEffect> security;
  private final MachineRunner<NegotiationInput, NegotiationEffect> muxer;
  private final NodeLoop.Timer timer;
  private Stage stage = Stage.SECURITY;
  private @Nullable MachineRunner<NoiseInput, NoiseEffect> noise;
  private @Nullable NoiseChannel channel;
  private @Nullable PeerId peer;

  private enum Stage {
    SECURITY,
    NOISE,
    MUXER,
    OVER
  }

  /**
   * What this side is.
   *
   * @param dialer whether this node dialled
   * @param self shown to the peer
   * @param expected who was dialled; anybody else is refused
   * @param time how long all of it may take
   * @param random for keys
   */
  record Role(
      boolean dialer,
      NoiseIdentity self,
      Optional<PeerId> expected,
      Duration time,
      SecureRandom random) {}

  /** What came of it; one of both, once. */
  interface Outcome {
    /**
     * The other side has shown who it is.
     *
     * @param rest the first bytes of yamux, decrypted
     * @return who hears the link from now on; empty to close it
     */
    Optional<Link.Listener> secured(Secured secured, byte[] rest);

    /** The link is closed, and why. */
    void failed(String why);

    /** The same for a peer that keeps to the protocol, but is of a kind that is not taken. */
    default void refused(String why) {
      failed(why);
    }
  }

  /** Who hears the link once it is secured. */
  private Link.@Nullable Listener next;

  Upgrade(Link link, NodeLoop loop, Role role, Outcome outcome) {
    this.link = link;
    this.loop = loop;
    this.role = role;
    this.outcome = outcome;
    this.security = negotiation(NOISE);
    this.muxer = negotiation(YamuxMachine.PROTOCOL);
    this.timer =
        loop.after(
            role.time(), () -> fail("it took longer than " + role.time().toMillis() + " ms"));
  }

  /** Begins. */
  void start() {
    security.on(new NegotiationInput.Start());
    link.flush();
  }

  @Override
  public void received(byte[] buffer, int length) {
    if (next != null) {
      next.received(buffer, length);
    } else {
      received(Arrays.copyOf(buffer, length));
    }
  }

  private void received(byte[] bytes) {
    if (stage == Stage.SECURITY) {
      security.on(new NegotiationInput.Received(bytes));
    } else if (stage == Stage.NOISE && noise != null) {
      noise.on(new NoiseInput.Received(bytes));
    } else if (stage == Stage.MUXER) {
      open(bytes);
    }
  }

  @Override
  public void pause() {
    if (next != null) {
      next.pause();
    } else {
      link.flush();
    }
  }

  @Override
  public void writabilityChanged() {
    if (next != null) {
      next.writabilityChanged();
    }
  }

  @Override
  public void closed(String why) {
    if (next != null) {
      next.closed(why);
    } else {
      fail(why);
    }
  }

  @Override
  public void send(NoiseEffect.Send effect) {
    write(effect.bytes());
  }

  @Override
  public void established(NoiseEffect.Established effect) {
    channel = effect.channel();
    peer = effect.remote();
    Optional<String> agreed = effect.muxer();
    if (agreed.isEmpty()) {
      stage = Stage.MUXER;
      muxer.on(new NegotiationInput.Start());
      open(effect.rest());
    } else {
      NoiseChannel.Opened opened = effect.channel().open(effect.rest());
      if (opened.failure().isPresent()) {
        fail(opened.failure().get());
      } else {
        finish(opened.plain());
      }
    }
  }

  @Override
  public void failed(NoiseEffect.Failed effect) {
    fail(effect.why(), effect.mendable());
  }

  private void open(byte[] bytes) {
    if (channel == null) {
      return;
    }
    NoiseChannel.Opened opened = channel.open(bytes);
    if (opened.plain().length > 0) {
      muxer.on(new NegotiationInput.Received(opened.plain()));
    }
    opened.failure().ifPresent(this::fail);
  }

  private void noise(List<NoiseEffect> effects) {
    effects.forEach(effect -> effect.applyTo(this));
  }

  private void negotiated(List<NegotiationEffect> effects) {
    for (NegotiationEffect effect : effects) {
      if (effect instanceof NegotiationEffect.Send send) {
        write(channel == null ? send.bytes() : sealed(send.bytes()));
      } else if (effect instanceof NegotiationEffect.Agreed agreed) {
        agreed(agreed.rest());
      } else if (effect instanceof NegotiationEffect.Failed failed) {
        fail(failed.why());
      } else {
        throw new AssertionError("unhandled effect: " + effect);
      }
    }
  }

  private void write(byte[] bytes) {
    link.write(bytes, bytes.length);
  }

  private byte[] sealed(byte[] plain) {
    return channel == null ? plain : channel.seal(plain, 0, plain.length);
  }

  private void agreed(byte[] rest) {
    if (stage == Stage.MUXER) {
      finish(rest);
      return;
    }
    security.stop();
    stage = Stage.NOISE;
    MachineRunner<NoiseInput, NoiseEffect> handshake =
        new MachineRunner<>(handshake(), new NoiseInput.Tick(), this::noise, loop);
    noise = handshake;
    handshake.on(new NoiseInput.Start());
    if (rest.length > 0) {
      handshake.on(new NoiseInput.Received(rest));
    }
  }

  private void finish(byte[] rest) {
    if (stage == Stage.OVER || channel == null || peer == null) {
      return;
    }
    end();
    link.flush();
    Optional<Link.Listener> hearer =
        outcome.secured(new Secured(peer, channel, role.dialer()), rest);
    next = hearer.orElse(null);
    if (next == null) {
      link.close();
    }
  }

  private void fail(String why) {
    fail(why, false);
  }

  private void fail(String why, boolean mendable) {
    if (stage == Stage.OVER) {
      return;
    }
    end();
    link.close();
    if (mendable) {
      outcome.refused(why);
    } else {
      outcome.failed(why);
    }
  }

  private void end() {
    stage = Stage.OVER;
    timer.cancel();
    security.stop();
    muxer.stop();
    if (noise != null) {
      noise.stop();
    }
  }

  private NoiseMachine handshake() {
    X25519Key ephemeral = X25519Key.generate(role.random());
    return role.dialer()
        ? NoiseMachine.initiator(role.self(), ephemeral, role.expected())
        : NoiseMachine.responder(role.self(), ephemeral);
  }

  private MachineRunner<NegotiationInput, NegotiationEffect> negotiation(String protocol) {
    NegotiationMachine machine =
        role.dialer()
            ? NegotiationMachine.dialer(List.of(protocol))
            : NegotiationMachine.listener(protocol::equals);
    return new MachineRunner<>(machine, new NegotiationInput.Tick(), this::negotiated, loop);
  }
}
