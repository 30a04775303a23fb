// The glass as the wearer sees it: the panel's pixels, in the tint of a see-through display.

const INK = "#8cffaa";

export class Glass {
  constructor(canvas) {
    this.canvas = canvas;
    this.number = 0;
  }

  async draw(glass) {
    const number = ++this.number;
    const context = this.canvas.getContext("2d");
    if (!glass) {
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      return;
    }
    const image = new Image();
    image.src = "data:image/png;base64," + glass.png;
    await image.decode();
    if (number !== this.number) return; // a later one was quicker
    if (this.canvas.width !== glass.width || this.canvas.height !== glass.height) {
      this.canvas.width = glass.width;
      this.canvas.height = glass.height;
    }
    context.globalCompositeOperation = "copy";
    context.drawImage(image, 0, 0);
    context.globalCompositeOperation = "multiply";
    context.fillStyle = INK;
    context.fillRect(0, 0, glass.width, glass.height);
    this.#size(glass);
  }

  // Whole screen pixels for a panel's pixel, as many as there is room for.
  #size(glass) {
    const wide = matchMedia("(min-width: 860px)").matches;
    const flat = innerHeight < 560;
    const room = wide ? [380, Math.max(126, innerHeight - 560)]
      : [innerWidth * (flat ? 0.24 : 0.48), Math.min(190, innerHeight * 0.32)];
    const sharp = devicePixelRatio || 1;
    const times = Math.min(room[0] / glass.width, room[1] / glass.height) * sharp;
    this.canvas.style.width = (glass.width * Math.max(1, Math.floor(times))) / sharp + "px";
  }
}
