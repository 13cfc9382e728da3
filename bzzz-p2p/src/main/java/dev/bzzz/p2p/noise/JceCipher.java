package dev.bzzz.p2p.noise;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.ProviderException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The cipher of a security provider. Confined to one thread. */
final class JceCipher extends FrameCipher {
  private final Cipher cipher;
  private final Key key;

  JceCipher(Provider provider, String transformation, byte[] key) throws GeneralSecurityException {
    this.cipher = Cipher.getInstance(transformation, provider);
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  @Override
  void seal(byte[] ad, Span plain, byte[] out, int at) {
    try {
      run(Cipher.ENCRYPT_MODE, ad, plain, out, at);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot encrypt with " + cipher.getProvider(), e);
    }
  }

  @Override
  boolean open(byte[] ad, Span sealed, byte[] out, int at) {
    try {
      run(Cipher.DECRYPT_MODE, ad, sealed, out, at);
      return true;
    } catch (GeneralSecurityException | ProviderException e) {
      // Providers differ in what they throw, and what the peer sent must never get past here.
      return false;
    }
  }

  private void run(int mode, byte[] ad, Span in, byte[] out, int at)
      throws GeneralSecurityException {
    cipher.init(mode, key, new IvParameterSpec(nextNonce()));
    if (ad.length > 0) {
      cipher.updateAAD(ad);
    }
    cipher.doFinal(in.bytes(), in.offset(), in.length(), out, at);
  }
}
