package dev.bzzz.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Uses what the build has made as somebody else would: a Maven project outside the reactor that
 * depends on one module, which brings with it what it needs.
 *
 * <p>Its local repository is a folder of links to the entries of the real one, except for our own
 * artifacts, which are put there from the modules' target folders. So nothing is downloaded twice,
 * and nothing is installed where other builds could see it.
 */
class ConsumerProjectIT {
  private static final Path ROOT = Path.of(required("bzzz.root"));
  private static final String VERSION = required("bzzz.version");
  private static final List<String> INSTALLED = List.of("bzzz-core", "bzzz-git", "bzzz-p2p");

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bzzz-git | acme/engine#1 priority 2 needs [java] [within 10 ms] after [acme/protocol#3]",
        "bzzz-p2p | rain in Graz, then sun",
      })
  void aProjectThatDependsOnOneModuleBuildsAndRuns(String module, String result) throws Exception {
    Path repository = repository();
    Path consumer = consumer(module);

    List<String> maven = new ArrayList<>();
    Collections.addAll(maven, Path.of(required("bzzz.maven"), "bin", "mvn").toString());
    Collections.addAll(maven, "-B", "-q", "-Dmaven.repo.local=" + repository, "package");
    String built = run(consumer, maven);
    String said =
        run(
            consumer,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                consumer.resolve("target/consumer.jar").toString(),
                temp.resolve("made").toString()));

    assertThat(built).doesNotContain("ERROR");
    assertThat(said).contains(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "p2p", "git", "llm", "examples"})
  void everyJarNamesItsModuleAndIsTheSameEachTime(String module) throws IOException {
    try (JarFile jar = new JarFile(jar("bzzz-" + module, "").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.bzzz." + module);
      assertThat(jar.stream().map(JarEntry::getTime).distinct())
          .as("times of the entries")
          .hasSize(1);
    }
  }

  @Test
  void theTestJarHoldsTheTestKitAlone() throws IOException {
    try (JarFile jar = new JarFile(jar("bzzz-core", "-tests").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.bzzz.core.testkit");
      assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName))
          .contains("dev/bzzz/core/testkit/MeshContract.class")
          .allMatch(
              name -> name.startsWith("META-INF/") || name.startsWith("dev/bzzz/core/testkit/"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maven-source-plugin", "maven-javadoc-plugin"})
  void sourcesAndJavadocArePackedForEveryModule(String plugin) throws Exception {
    // Their jars come after this test, so only the order can be checked here.
    Element build = child(pom().getDocumentElement(), "build");
    Element found = plugins(child(build, "plugins")).get(plugin);

    assertThat(found).isNotNull();
    assertThat(found.getElementsByTagName("phase").item(0).getTextContent()).isEqualTo("verify");
    assertThat(found.getElementsByTagName("goal").item(0).getTextContent()).contains("jar");
  }

  private static String required(String property) {
    String value = System.getProperty(property);
    assertThat(value).as("system property %s, set by the failsafe plugin", property).isNotBlank();
    return value;
  }

  private static Path jar(String module, String classifier) {
    return ROOT.resolve(module + "/target/" + module + "-" + VERSION + classifier + ".jar");
  }

  private Path repository() throws IOException {
    Path real = Path.of(required("bzzz.localRepository")).toRealPath();
    Path repository = Files.createDirectory(temp.resolve("repository"));
    link(real, repository, "dev");
    Path dev = Files.createDirectory(repository.resolve("dev"));
    if (Files.isDirectory(real.resolve("dev"))) {
      link(real.resolve("dev"), dev, "bzzz");
    }
    put(ROOT.resolve("pom.xml"), dev, "bzzz", ".pom");
    for (String module : INSTALLED) {
      put(ROOT.resolve(module + "/pom.xml"), dev, module, ".pom");
      put(jar(module, ""), dev, module, ".jar");
    }
    return repository;
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static void put(Path file, Path dev, String artifact, String ending) throws IOException {
    Path folder = Files.createDirectories(dev.resolve("bzzz").resolve(artifact).resolve(VERSION));
    Files.copy(file, folder.resolve(artifact + "-" + VERSION + ending));
  }

  /** The template, with the versions that our own build has resolved already. */
  private Path consumer(String module) throws Exception {
    Path templates = Path.of("src/test/resources/consumer");
    Path template = templates.resolve(module);
    Path consumer = temp.resolve("consumer");
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.toList()) {
        Path copy = consumer.resolve(template.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Element build = child(pom().getDocumentElement(), "build");
    Element management = child(build, "pluginManagement");
    Path pom = consumer.resolve("pom.xml");
    String text =
        Files.readString(templates.resolve("pom.xml"))
            .replace("@bzzz@", VERSION)
            .replace("@module@", module);
    for (Map.Entry<String, Element> each : plugins(child(management, "plugins")).entrySet()) {
      String version = child(each.getValue(), "version").getTextContent();
      text = text.replace("@" + each.getKey() + "@", version);
    }
    assertThat(text).doesNotContainPattern("@[a-z-]+@");
    Files.writeString(pom, text);
    return consumer;
  }

  private static Document pom() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve("pom.xml").toFile());
  }

  private static Map<String, Element> plugins(Element plugins) {
    Map<String, Element> byName = new TreeMap<>();
    NodeList all = plugins.getElementsByTagName("plugin");
    for (int i = 0; i < all.getLength(); i++) {
      Element plugin = (Element) all.item(i);
      byName.put(child(plugin, "artifactId").getTextContent(), plugin);
    }
    return byName;
  }

  private static Element child(Element parent, String name) {
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    throw new AssertionError("no <" + name + "> in <" + parent.getTagName() + ">");
  }

  private String run(Path folder, List<String> command) throws Exception {
    Path log = Files.createTempFile(temp, "log", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    String output = Files.readString(log);
    assertThat(ended).as("%s ended; it said:%n%s", command, output).isTrue();
    assertThat(process.exitValue()).as("exit of %s; it said:%n%s", command, output).isZero();
    return output;
  }
}
