// Returns what makes the letter hard to read: text too close to its background in colour, and whatever is cut off.
const part = document.querySelector('.message-htmlpart');
const channels = (color) => color.match(/[\d.]+/g).map(Number);
const background = (element) => {
    for (let one = element; one; one = one.parentElement) {
        const color = channels(getComputedStyle(one).backgroundColor);
        if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
};
const luminance = (color) => {
    const [red, green, blue] = color.map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const faults = [];
const right = part.getBoundingClientRect().right;
for (const element of part.querySelectorAll('.rcmBody *')) {
    if (!element.checkVisibility()) continue;
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const words = text.map((node) => node.data.trim()).join('');
    const excess = element.getBoundingClientRect().right - right;
    if (excess > 0.5) faults.push(`${element.tagName} “${words}” is ${excess} pixels too wide`);
    if (!words) continue;
    const [ink, paper] = [channels(getComputedStyle(element).color), background(element)].map(luminance);
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (contrast < 4.5) faults.push(`“${words}” has a contrast of ${contrast.toFixed(2)}`);
}
return faults;
