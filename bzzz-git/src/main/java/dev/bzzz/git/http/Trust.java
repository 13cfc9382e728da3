package dev.bzzz.git.http;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificate authorities beyond those of the Java installation. Nothing else is ever trusted. */
public final class Trust {
  private static final int MAX_BYTES = 1024 * 1024;

  private Trust() {}

  /** A context that trusts what {@link #managers(Path)} trust. */
  static SSLContext with(Path pem) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(pem), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unreadable(pem, e);
    }
  }

  /**
   * Trusts what Java trusts, and what is in a file.
   *
   * @throws PermanentException if the file holds no certificates
   */
  public static TrustManager[] managers(Path pem) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate each : ofJava()) {
        all.setCertificateEntry("java-" + number++, each);
      }
      for (Certificate each : read(pem)) {
        all.setCertificateEntry("own-" + number++, each);
      }
      return managersOf(all);
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(pem, e);
    }
  }

  private static PermanentException unreadable(Path pem, Exception e) {
    return new PermanentException(
        "cannot read the certificate authorities in "
            + pem
            + ": "
            + e.getMessage()
            + "; the file holds certificates in PEM form, -----BEGIN CERTIFICATE-----",
        e);
  }

  private static Collection<? extends Certificate> read(Path pem)
      throws IOException, GeneralSecurityException {
    byte[] bytes = RegularFile.read(pem, MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is larger than " + MAX_BYTES + " bytes");
    }
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
    if (found.isEmpty()) {
      throw new IOException("there is no certificate in it");
    }
    return found;
  }

  private static X509Certificate[] ofJava() throws GeneralSecurityException {
    for (TrustManager manager : managersOf(null)) {
      if (manager instanceof X509TrustManager known) {
        return known.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  private static TrustManager[] managersOf(@org.jspecify.annotations.Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
