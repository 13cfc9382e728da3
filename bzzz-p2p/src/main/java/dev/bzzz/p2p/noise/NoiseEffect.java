package dev.bzzz.p2p.noise;

import dev.bzzz.p2p.PeerId;
import java.util.Optional;

/**
 * Orders of a handshake. {@link #applyTo} instead of a switch, so that a new effect breaks every
 * runtime until it handles it.
 */
public sealed interface NoiseEffect {
  /** Carries out this effect. */
  void applyTo(Handler handler);

  /** Carries out effects. */
  interface Handler {
    /** Sends bytes to the peer. */
    void send(Send effect);

    /** Goes on with the encrypted connection. */
    void established(Established effect);

    /** Closes the connection without an answer. */
    void failed(Failed effect);
  }

  /**
   * Send this, framed already.
   *
   * @param bytes not copied
   */
  record Send(byte[] bytes) implements NoiseEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.send(this);
    }
  }

  /**
   * The handshake is over and the peer has proven who it is. The last effect.
   *
   * @param channel encrypts and decrypts from here on
   * @param remote the peer, by the key it has proven to hold
   * @param muxer the stream muxer both agreed on during the handshake; empty when it has to be
   *     negotiated within the channel
   * @param rest what came after the handshake, still encrypted: the first bytes for {@link
   *     NoiseChannel#open}; not copied
   */
  record Established(NoiseChannel channel, PeerId remote, Optional<String> muxer, byte[] rest)
      implements NoiseEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.established(this);
    }
  }

  /**
   * The handshake has failed. The last effect.
   *
   * @param why for the log; the peer gets no answer
   * @param mendable whether the peer keeps to the protocol, but is of a kind that is not taken, as
   *     somebody should be told
   */
  record Failed(String why, boolean mendable) implements NoiseEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.failed(this);
    }
  }
}
