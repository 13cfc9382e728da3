package dev.bzzz.p2p.noise;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The cipher of BouncyCastle, without a provider in between. Confined to one thread. */
final class BouncyCipher extends FrameCipher {
  private final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
  private final KeyParameter key;

  BouncyCipher(byte[] key) {
    this.key = new KeyParameter(key);
  }

  @Override
  void seal(byte[] ad, Span plain, byte[] out, int at) {
    try {
      run(true, ad, plain, out, at);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("there is no tag to be wrong when encrypting", e);
    }
  }

  @Override
  boolean open(byte[] ad, Span sealed, byte[] out, int at) {
    try {
      run(false, ad, sealed, out, at);
      return true;
    } catch (InvalidCipherTextException e) {
      return false;
    }
  }

  private void run(boolean encrypt, byte[] ad, Span in, byte[] out, int at)
      throws InvalidCipherTextException {
    cipher.init(encrypt, new ParametersWithIV(key, nextNonce()));
    cipher.processAADBytes(ad, 0, ad.length);
    int written = cipher.processBytes(in.bytes(), in.offset(), in.length(), out, at);
    cipher.doFinal(out, at + written);
  }
}
