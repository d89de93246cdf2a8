import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ofdrw.gm.ses.v4.SESeal;
import org.ofdrw.layout.OFDDoc;
import org.ofdrw.layout.PageLayout;
import org.ofdrw.layout.VirtualPage;
import org.ofdrw.layout.element.Img;
import org.ofdrw.layout.element.Paragraph;
import org.ofdrw.layout.element.Position;
import org.ofdrw.layout.element.Span;
import org.ofdrw.reader.OFDReader;
import org.ofdrw.sign.OFDSigner;
import org.ofdrw.sign.SignMode;
import org.ofdrw.sign.signContainer.SESV4Container;
import org.ofdrw.sign.stamppos.NormalStampPos;
import org.ofdrw.sign.verify.OFDValidator;
import org.ofdrw.sign.verify.container.SESV4ValidateContainer;

/**
 * ofdrw at the same certificate: issues it, seals ours, verifies ours, one after the other in one warm thread.
 *
 * Arguments: folder, how many to warm up with, how many to measure. Prints a line for each act: name, CPU nanoseconds of
 * the process for all that were measured.
 */
public final class OfdrwCertificates {
    private interface Act {
        byte[] once() throws Exception;
    }

    private record Line(double x, double y, double size, double width, String text) {}

    private final Path folder;
    private final List<Line> lines;
    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SESeal seal;
    private final double[] page, qr, stamp;
    private final byte[] unsealed, sealed;

    private OfdrwCertificates(Path folder) throws Exception {
        this.folder = folder;
        lines = Files.readAllLines(folder.resolve("lines.tsv"), StandardCharsets.UTF_8).stream()
            .map(line -> line.split("\t", 5))
            .map(part -> new Line(number(part[0]), number(part[1]), number(part[2]), number(part[3]), part[4]))
            .toList();
        key = KeyFactory.getInstance("EC", "BC").generatePrivate(new PKCS8EncodedKeySpec(bytes("key.der")));
        certificate = (X509Certificate) CertificateFactory.getInstance("X.509", "BC")
            .generateCertificate(new ByteArrayInputStream(bytes("certificate.der")));
        seal = SESeal.getInstance(bytes("seal.esl"));
        page = numbers("page.txt");
        qr = numbers("qr.txt");
        stamp = numbers("stamp.txt");
        unsealed = bytes("unsealed.ofd");
        sealed = bytes("sealed.ofd");
    }

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        OfdrwCertificates ofdrw = new OfdrwCertificates(Path.of(arguments[0]));
        int warm = Integer.parseInt(arguments[1]), count = Integer.parseInt(arguments[2]);
        Files.write(Path.of(arguments[0], "ofdrw.ofd"), ofdrw.issue());
        measure("issue", ofdrw::issue, warm, count);
        measure("seal", () -> ofdrw.seal(ofdrw.unsealed), warm, count);
        measure("verify", ofdrw::verify, warm, count);
    }

    private static void measure(String name, Act act, int warm, int count) throws Exception {
        for (int number = 0; number < warm; number++) act.once();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        for (int number = 0; number < count; number++) act.once();
        System.out.println(name + " " + (system.getProcessCpuTime() - cpu));
    }

    private byte[] issue() throws Exception {
        ByteArrayOutputStream composed = new ByteArrayOutputStream();
        try (OFDDoc document = new OFDDoc(composed)) {
            PageLayout layout = new PageLayout(page[0], page[1]);
            layout.setMargin(0d);
            document.setDefaultPageLayout(layout);
            VirtualPage content = new VirtualPage(layout);
            for (Line line : lines) {
                Paragraph paragraph = new Paragraph(line.text(), line.size());
                paragraph.setPosition(Position.Absolute).setX(line.x()).setY(line.y()).setWidth(line.width());
                content.add(paragraph);
            }
            Img code = new Img(qr[2], qr[3], folder.resolve("qr.png"));
            code.setPosition(Position.Absolute).setX(qr[0]).setY(qr[1]);
            content.add(code);
            document.addVPage(content);
        }
        return seal(composed.toByteArray());
    }

    private byte[] seal(byte[] document) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OFDReader reader = new OFDReader(new ByteArrayInputStream(document));
             OFDSigner signer = new OFDSigner(reader, out)) {
            signer.setSignMode(SignMode.WholeProtected);
            signer.setSignContainer(new SESV4Container(key, seal, certificate));
            signer.addApPos(new NormalStampPos(1, stamp[0], stamp[1], stamp[2], stamp[3]));
            signer.exeSign();
        }
        return out.toByteArray();
    }

    private byte[] verify() throws Exception {
        try (OFDReader reader = new OFDReader(new ByteArrayInputStream(sealed));
             OFDValidator validator = new OFDValidator(reader)) {
            validator.setValidator(new SESV4ValidateContainer());
            validator.exeValidate();
        }
        return sealed;
    }

    private byte[] bytes(String name) throws Exception {
        return Files.readAllBytes(folder.resolve(name));
    }

    private double[] numbers(String name) throws Exception {
        return java.util.Arrays.stream(Files.readString(folder.resolve(name)).trim().split(" "))
            .mapToDouble(Double::parseDouble).toArray();
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}
