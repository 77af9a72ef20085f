"""Makes the small pictures of this folder with Pillow (python3-pil): colour gradients with a dark frame and a disc.

For each JPEG a PNG beside it holds the pixels that Pillow's libjpeg decodes. Run in this folder: python3 make_images.py
"""
from PIL import Image

WIDTH, HEIGHT = 45, 37


def pixel(x, y):
    if x < 3 or y < 2:
        return 20, 30, 40
    if (x - 25) ** 2 + (y - 18) ** 2 < 80:
        return 230, 60, 20
    return x * 255 // WIDTH, y * 255 // HEIGHT, 255 - (x + y) * 255 // (WIDTH + HEIGHT)


picture = Image.new("RGB", (WIDTH, HEIGHT))
picture.putdata([pixel(x, y) for y in range(HEIGHT) for x in range(WIDTH)])

picture.save("rgb8.png")
picture.convert("RGBA").save("rgba8.png")
picture.convert("L").save("grey8.png")
picture.convert("LA").save("greya8.png")
for bits in 4, 8:
    palette = picture.quantize(1 << bits, dither=0)
    palette.save(f"palette{bits}.png", bits=bits)
    palette.convert("RGB").save(f"palette{bits}-rgb.png")
picture.convert("1", dither=0).save("grey1.png")
grey16 = Image.new("I;16", (WIDTH, HEIGHT))
grey16.putdata([(x * 1400 + y) for y in range(HEIGHT) for x in range(WIDTH)])
grey16.save("grey16.png")

KINDS = {
    "444": dict(quality=92, subsampling=0),
    "422": dict(quality=90, subsampling=1),
    "420": dict(quality=90, subsampling=2),
    "progressive-420": dict(quality=85, subsampling=2, progressive=True),
    "progressive-444": dict(quality=95, subsampling=0, progressive=True),
}
for name, options in KINDS.items():
    picture.save(f"{name}.jpg", **options)
    Image.open(f"{name}.jpg").convert("RGB").save(f"{name}.png")
picture.convert("L").save("grey.jpg", quality=90)
Image.open("grey.jpg").convert("RGB").save("grey.png")
